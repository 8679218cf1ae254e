import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import type { NoteTaker } from '../notes';
import type { Directory } from './directory';
import { Tag } from './tags';

/** A page's strips or tiles; both are called blocks. A strip is a block as wide as the page. */
export interface BlockGrid {
  readonly tiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly across: number;
  readonly down: number;
  /** 1 when a block holds all channels, else one plane a channel. */
  readonly planes: number;
}

/** A block's place on the page. */
export interface Block {
  /** Row by row, plane by plane. */
  readonly index: number;
  readonly plane: number;
  readonly x: number;
  readonly y: number;
  /** The part that lies on the page. */
  readonly width: number;
  readonly height: number;
  /** Rows that the file holds: tiles are padded at the bottom edge, strips are not. */
  readonly storedHeight: number;
}

/** Where the blocks lie in the file, by index. */
export interface BlockLocations {
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

/** Throws `damaged` when the sizes cannot be. */
export function readBlockGrid(directory: Directory, width: number, height: number, planes: number): BlockGrid {
  const tileWidth = directory.number(Tag.tileWidth);
  // Tiles of no width beside strips are none.
  const tiled = tileWidth !== undefined && (tileWidth > 0 || !directory.has(Tag.stripOffsets));
  const blockWidth = tiled ? tileWidth : width;
  const rows = directory.number(tiled ? Tag.tileLength : Tag.rowsPerStrip) ?? 0;
  // "All in one strip" is often written as the largest number there is, and as 0 or -1 too.
  const blockHeight = tiled ? rows : rows > 0 ? Math.min(rows, height) : height;
  if (!(blockWidth && blockWidth > 0 && blockHeight > 0)) {
    throw new DenoiseError('damaged', 'The TIFF file has tiles of no width or height.');
  }
  return {
    tiled,
    blockWidth,
    blockHeight,
    across: Math.ceil(width / blockWidth),
    down: Math.ceil(height / blockHeight),
    planes,
  };
}

/** Pages with equal byte counts may share them, so that all lists together can be longer than the file. */
const sharedListsAllowance = 4;

/**
 * Refuses files whose pages point at the same lists of blocks again and again: a small file could claim lists that take
 * hours to read. Throws `damaged`.
 */
export function checkLocationTags(directories: readonly Directory[]): void {
  const tags = new Set<number>([Tag.stripOffsets, Tag.stripByteCounts, Tag.tileOffsets, Tag.tileByteCounts]);
  let listed = 0;
  for (const { fields } of directories) {
    for (const { tag, data } of fields) if (tags.has(tag)) listed += data.length;
  }
  if (listed <= sharedListsAllowance * (directories[0]?.source.length ?? 0)) return;
  throw new DenoiseError(
    'damaged',
    'The pages of the TIFF file share their lists of strips or tiles (tags 273 to 325).',
  );
}

export function* blocksOf(grid: BlockGrid, width: number, height: number): Generator<Block> {
  let index = 0;
  for (let plane = 0; plane < grid.planes; plane++) {
    for (let y = 0; y < height; y += grid.blockHeight) {
      const rows = Math.min(grid.blockHeight, height - y);
      for (let x = 0; x < width; x += grid.blockWidth) {
        yield {
          index: index++,
          plane,
          x,
          y,
          width: Math.min(grid.blockWidth, width - x),
          height: rows,
          storedHeight: grid.tiled ? grid.blockHeight : rows,
        };
      }
    }
  }
}

/**
 * Reads where the blocks lie.
 * @param uncompressedLength bytes of a block when blocks are not compressed: the byte counts may then be absent.
 * @param notes takes what is tolerated in the lists.
 * @throws DenoiseError `damaged` when there are fewer blocks than the grid has.
 */
export function readBlockLocations(
  directory: Directory,
  grid: BlockGrid,
  uncompressedLength: number | undefined,
  notes: NoteTaker,
): BlockLocations {
  const count = grid.across * grid.down * grid.planes;
  // Some writers put the tiles' places in the tags for strips.
  const offsets = (grid.tiled ? directory.numbers(Tag.tileOffsets) : undefined) ?? directory.numbers(Tag.stripOffsets);
  const byteCounts =
    listedByteCounts(directory, grid, count) ?? guessByteCounts(directory, offsets, uncompressedLength, notes);
  if (!offsets || !byteCounts || offsets.length < count || byteCounts.length < count) {
    const found = Math.min(offsets?.length ?? 0, byteCounts?.length ?? 0);
    throw new DenoiseError(
      'damaged',
      grid.tiled
        ? text('The TIFF page needs {0} tiles, its tags list {1}.', count, found)
        : text('The TIFF page needs {0} strips, its tags list {1}.', count, found),
    );
  }
  return { offsets, byteCounts: withoutFalseZeros(byteCounts, offsets, uncompressedLength, directory.source.length) };
}

/** Some writers leave the byte counts of uncompressed blocks at 0. */
function withoutFalseZeros(
  byteCounts: readonly number[],
  offsets: readonly number[],
  uncompressedLength: number | undefined,
  fileLength: number,
): readonly number[] {
  if (uncompressedLength === undefined || !byteCounts.includes(0)) return byteCounts;
  return byteCounts.map((count, i) => {
    const offset = offsets[i] ?? 0;
    return count === 0 && offset > 0 ? Math.max(0, Math.min(uncompressedLength, fileLength - offset)) : count;
  });
}

/** Whether a block is not in the file, as GDAL writes blocks of zeros. */
export function isLeftOut({ offsets, byteCounts }: BlockLocations, index: number): boolean {
  return offsets[index] === 0 && byteCounts[index] === 0;
}

/** Whether some block is not in the file. */
export function isSparse(locations: BlockLocations): boolean {
  return locations.byteCounts.some((_, index) => isLeftOut(locations, index));
}

/** "Strip 3", counted from 0. */
export function blockName(grid: BlockGrid, index: number): Text {
  return grid.tiled ? text('Tile {0}', index) : text('Strip {0}', index);
}

/** Undefined when the lists are absent, shorter than the grid, or not in the file. */
function listedByteCounts(directory: Directory, grid: BlockGrid, count: number): number[] | undefined {
  const tags = grid.tiled ? [Tag.tileByteCounts, Tag.stripByteCounts] : [Tag.stripByteCounts];
  const tag = tags.find((candidate) => directory.has(candidate));
  const byteCounts = tag && directory.numbers(tag);
  return byteCounts && byteCounts.length >= count ? byteCounts : undefined;
}

/** What libtiff does too: blocks that are not compressed have one length, others reach to the next block. */
function guessByteCounts(
  directory: Directory,
  offsets: readonly number[] | undefined,
  uncompressedLength: number | undefined,
  notes: NoteTaker,
): number[] | undefined {
  if (!offsets) return undefined;
  const { length } = directory.source;
  const ends = endsOfBlocks(offsets, length);
  if (uncompressedLength === undefined) {
    notes.add(text('The file does not say how long its strips or tiles are; each is read up to the next one.'));
    return offsets.map((offset) => Math.max(0, ends(offset) - offset));
  }
  // The last strip may be shorter, and end with the file.
  return offsets.map((offset) => Math.max(0, Math.min(uncompressedLength, length - offset)));
}

/** Where the block that begins at an offset ends at the latest: where the next begins, or with the file. */
function endsOfBlocks(offsets: readonly number[], fileLength: number): (offset: number) => number {
  const sorted = [...new Set(offsets)].sort((a, b) => a - b);
  const next = new Map(sorted.map((offset, i) => [offset, sorted[i + 1] ?? fileLength]));
  return (offset) => (offset === 0 ? 0 : next.get(offset)!);
}
