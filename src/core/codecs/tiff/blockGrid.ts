import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
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
  /** What the tags say instead of byte counts that were put right, by index. */
  readonly wrongCounts?: ReadonlyMap<number, number>;
  /** Whether blocks are taken to reach to the next one, as nothing says how long they are: more may be there than data. */
  readonly areGuessed?: true;
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
