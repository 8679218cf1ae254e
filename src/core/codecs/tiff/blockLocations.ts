import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { NoteTaker } from '../notes';
import { type BlockGrid, type BlockLocations, blocksOf } from './blockGrid';
import type { Compression } from './compression';
import type { Directory } from './directory';
import { bigVersion } from './header';
import { Tag } from './tags';

/** How long blocks are. */
export interface BlockLengths {
  readonly width: number;
  readonly height: number;
  readonly compression: Compression;
  /** Bytes of the first rows of a block when blocks are not compressed, else undefined: byte counts can then be told. */
  readonly uncompressed: ((rows: number) => number) | undefined;
}

/**
 * Reads where the blocks lie. Byte counts that are absent or cannot be right are put right where this takes no guess:
 * without compression the header says how long a block is, and some compressions say where they end.
 * @param notes takes what is tolerated in the lists.
 * @throws DenoiseError `damaged` when there are fewer blocks than the grid has.
 */
export function readBlockLocations(
  directory: Directory,
  grid: BlockGrid,
  lengths: BlockLengths,
  notes: NoteTaker,
): BlockLocations {
  const count = grid.across * grid.down * grid.planes;
  const fullLength = lengths.uncompressed?.(grid.blockHeight);
  // Some writers put the tiles' places in the tags for strips.
  const offsets = (grid.tiled ? directory.numbers(Tag.tileOffsets) : undefined) ?? directory.numbers(Tag.stripOffsets);
  const stated = listedByteCounts(directory, grid, count, offsets);
  const listed = stated ?? guessByteCounts(directory, offsets, fullLength, notes);
  if (!offsets || !listed || offsets.length < count || listed.length < count) {
    const found = Math.min(offsets?.length ?? 0, listed?.length ?? 0);
    throw new DenoiseError(
      'damaged',
      grid.tiled
        ? text('The TIFF page needs {0} tiles, its tags list {1}.', count, found)
        : text('The TIFF page needs {0} strips, its tags list {1}.', count, found),
    );
  }
  const byteCounts = withoutFalseZeros(listed, offsets, fullLength, directory.source.length);
  const { uncompressed, compression } = lengths;
  if (uncompressed) return rightUncompressed(directory, grid, { offsets, byteCounts }, lengths, uncompressed);
  if (!stated) return { offsets, byteCounts, areGuessed: true };
  return compression.tellsItsEnd ? cutAtEnd({ offsets, byteCounts }, directory.source.length) : { offsets, byteCounts };
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

/** Undefined when the lists are absent, shorter than the grid, not in the file, or hold nothing but zeros for blocks in it. */
function listedByteCounts(
  directory: Directory,
  grid: BlockGrid,
  count: number,
  offsets: readonly number[] = [],
): number[] | undefined {
  const tags = grid.tiled ? [Tag.tileByteCounts, Tag.stripByteCounts] : [Tag.stripByteCounts];
  const tag = tags.find((candidate) => directory.has(candidate));
  const byteCounts = tag && directory.numbers(tag);
  if (!byteCounts || byteCounts.length < count) return undefined;
  const areFalse = byteCounts.every((length) => length === 0) && offsets.some((offset) => offset > 0);
  return areFalse ? undefined : byteCounts;
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

/**
 * Gives uncompressed blocks the length that they must have where their byte counts are too small, or reach past the end of
 * the file: when the file has it, and nothing else lies there.
 */
function rightUncompressed(
  directory: Directory,
  grid: BlockGrid,
  locations: BlockLocations,
  { width, height }: BlockLengths,
  uncompressed: (rows: number) => number,
): BlockLocations {
  const fileLength = directory.source.length;
  const byteCounts = [...locations.byteCounts];
  const wrongCounts = new Map<number, number>();
  let taken: readonly number[] | undefined;
  for (const { index, storedHeight } of blocksOf(grid, width, height)) {
    const offset = locations.offsets[index]!;
    const listed = byteCounts[index]!;
    const needed = uncompressed(storedHeight);
    const end = offset + needed;
    if ((listed >= needed && offset + listed <= fileLength) || offset === 0 || end > fileLength) continue;
    taken ??= takenPlaces(directory, locations.offsets);
    // A last byte can be there only to make the length even.
    const isPadding = needed - listed === 1 && end % 2 === 0;
    if (listed < needed && (isPadding || firstAfter(taken, offset) < end)) continue;
    byteCounts[index] = needed;
    wrongCounts.set(index, listed);
  }
  return wrongCounts.size > 0 ? { offsets: locations.offsets, byteCounts, wrongCounts } : locations;
}

/** Where blocks, the directory and the values of its tags start in the file, in order. */
function takenPlaces({ source, fields }: Directory, offsets: readonly number[]): number[] {
  const { buffer, byteOffset } = source.bytes;
  const isBig = source.uint16(2, text('The TIFF header')) === bigVersion;
  const inFile = fields.filter(({ data }) => data.buffer === buffer);
  const values = inFile.map(({ data }) => data.byteOffset - byteOffset);
  // The values of most tags stand in the directory itself, after a tag, a type and a count.
  const inline = values.filter((_, i) => inFile[i]!.data.length <= (isBig ? 8 : 4));
  const entries = inline.map((place) => place - (isBig ? 12 : 8));
  const directory = Math.min(...entries) - (isBig ? 8 : 2);
  return [...offsets, ...values, directory].sort((a, b) => a - b);
}

/** The first of ascending places that lies after another one; infinite when none does. */
function firstAfter(places: readonly number[], place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return places[low] ?? Number.POSITIVE_INFINITY;
}

/** Lets blocks that reach past the end of the file end with it: whether that was all of them shows when they are decoded. */
function cutAtEnd(locations: BlockLocations, fileLength: number): BlockLocations {
  const wrongCounts = new Map<number, number>();
  const byteCounts = locations.byteCounts.map((listed, index) => {
    const rest = fileLength - (locations.offsets[index] ?? 0);
    if (listed <= rest || rest <= 0) return listed;
    wrongCounts.set(index, listed);
    return rest;
  });
  return wrongCounts.size > 0 ? { offsets: locations.offsets, byteCounts, wrongCounts } : locations;
}
