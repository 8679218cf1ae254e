import { DenoiseError } from '../../errors';
import type { SampleArray } from '../../image/raster';
import { text } from '../../text';
import type { NoteTaker } from '../notes';
import { allocateSamples } from '../pageMemory';
import { type Block, blockName, blocksOf, isLeftOut } from './blockGrid';
import { bytesToSamples, samplesToBytes } from './blockSamples';
import type { ByteSource } from './byteSource';
import {
  blockByteCount,
  blockRowLength,
  type PageLayout,
  samplesPerBlockPixel,
  type WritableLayout,
} from './pageLayout';
import { Tag } from './tags';
import { yCbCrToRgb } from './yCbCr';

/** Blocks that are compressed at the same time, where this goes on in other threads. */
const blocksAtOnce = 4;

/**
 * Reads the samples of a page as the file holds them, palette indices not looked up:
 * [height][width][samplesPerPixel], 0 where a sparse file has no block.
 * @param notes takes what is tolerated in the data.
 * @throws DenoiseError `damaged`, `truncated`, `unsupported`, `too-large`.
 */
export async function readPageSamples(layout: PageLayout, source: ByteSource, notes: NoteTaker): Promise<SampleArray> {
  // Memory is taken only after a look at every block: a header alone can claim any size.
  let found = 0;
  for (const block of blocksInFile(layout)) {
    checkBlock(layout, source, block);
    found++;
  }
  if (found === 0) throw new DenoiseError('unsupported', 'No strip or tile of the TIFF page is in the file.');
  const { width, height, sampleFormat, bitDepth, samplesPerPixel } = layout;
  const page = allocateSamples(sampleFormat, bitDepth, width * height * samplesPerPixel);
  for (const block of blocksInFile(layout)) {
    copyToPage(await decodeBlock(layout, source, block, notes), block, page, layout);
  }
  return page;
}

function* blocksInFile({ grid, width, height, locations }: PageLayout): Generator<Block> {
  for (const block of blocksOf(grid, width, height)) if (!isLeftOut(locations, block.index)) yield block;
}

/** Encodes the samples of a page (see readPageSamples) block by block, in the order of their indices. */
export async function* encodePageSamples(
  page: SampleArray,
  layout: WritableLayout,
  littleEndian: boolean,
): AsyncGenerator<Uint8Array> {
  const { grid, compression, bitDepth, sampleFormat } = layout;
  const perRow = grid.blockWidth * samplesPerBlockPixel(layout);
  const underWay: Promise<Uint8Array>[] = [];
  for (const block of blocksOf(grid, layout.width, layout.height)) {
    const samples = allocateSamples(sampleFormat, bitDepth, block.storedHeight * perRow);
    copyFromPage(page, block, samples, layout);
    underWay.push(compression.encode(samplesToBytes(samples, layout, littleEndian), blockRowLength(layout)));
    if (underWay.length > blocksAtOnce) yield await underWay.shift()!;
  }
  yield* underWay;
}

function blockData({ grid, locations }: PageLayout, source: ByteSource, { index }: Block): Uint8Array {
  return source.slice(locations.offsets[index]!, locations.byteCounts[index]!, blockName(grid, index));
}

function checkBlock(layout: PageLayout, source: ByteSource, block: Block): void {
  const data = blockData(layout, source, block);
  const needed = blockByteCount(layout, block.storedHeight);
  const { largestRatio } = layout.compression;
  const largest = largestRatio === 'rows' ? blockRowLength(layout) * 8 : largestRatio;
  if (data.length * largest >= needed) return;
  checkCount(layout, source, block);
  const name = blockName(layout.grid, block.index);
  throw new DenoiseError(
    'truncated',
    text('{0} has {1} bytes, which cannot hold its {2} bytes.', name, data.length, needed),
  );
}

/** Throws `truncated` when the file ends before a block that was cut there: the reason for all that is wrong with it. */
function checkCount({ grid, locations }: PageLayout, source: ByteSource, { index }: Block): void {
  const listed = locations.wrongCounts?.get(index);
  if (listed !== undefined) source.slice(locations.offsets[index]!, listed, blockName(grid, index));
}

function noteWrongCount({ grid, locations }: PageLayout, { index }: Block, notes: NoteTaker): void {
  const listed = locations.wrongCounts?.get(index);
  if (listed === undefined) return;
  const { [index]: actual } = locations.byteCounts;
  const tag = grid.tiled ? Tag.tileByteCounts : Tag.stripByteCounts;
  notes.add(
    text(
      '{0} should have {1} bytes by tag {2}, but has {3}: all of it was read.',
      blockName(grid, index),
      listed,
      tag,
      actual!,
    ),
  );
}

async function decodeBlock(
  layout: PageLayout,
  source: ByteSource,
  block: Block,
  notes: NoteTaker,
): Promise<SampleArray> {
  const { grid, compression, bitsReversed } = layout;
  const stored = blockData(layout, source, block);
  const data = bitsReversed ? reverseBits(stored) : stored;
  const size = {
    min: blockByteCount(layout, block.storedHeight),
    // Some writers fill up the last strip.
    max: blockByteCount(layout, grid.blockHeight),
    columns: grid.blockWidth,
  };
  const name = blockName(grid, block.index);
  const content = await compression.decode(data, size, name, notes).catch((thrown) => {
    checkCount(layout, source, block);
    throw thrown;
  });
  noteWrongCount(layout, block, notes);
  if (layout.yCbCr) return yCbCrToRgb(content, layout.yCbCr, grid.blockWidth, block.storedHeight);
  return bytesToSamples(content.subarray(0, size.min), layout, source.littleEndian);
}

function copyToPage(samples: SampleArray, block: Block, page: SampleArray, layout: PageLayout): void {
  const { width, samplesPerPixel, grid } = layout;
  const perPixel = samplesPerBlockPixel(layout);
  for (let row = 0; row < block.height; row++) {
    const from = row * grid.blockWidth * perPixel;
    const to = ((block.y + row) * width + block.x) * samplesPerPixel + block.plane;
    if (perPixel === samplesPerPixel) {
      page.set(samples.subarray(from, from + block.width * perPixel), to);
    } else {
      for (let i = 0; i < block.width; i++) page[to + i * samplesPerPixel] = samples[from + i]!;
    }
  }
}

/** Tiles beyond the edge of the page are filled with zeros. */
function copyFromPage(page: SampleArray, block: Block, samples: SampleArray, layout: PageLayout): void {
  const { width, samplesPerPixel, grid } = layout;
  const perPixel = samplesPerBlockPixel(layout);
  for (let row = 0; row < block.height; row++) {
    const to = row * grid.blockWidth * perPixel;
    const from = ((block.y + row) * width + block.x) * samplesPerPixel + block.plane;
    if (perPixel === samplesPerPixel) {
      samples.set(page.subarray(from, from + block.width * perPixel), to);
    } else {
      for (let i = 0; i < block.width; i++) samples[to + i] = page[from + i * samplesPerPixel]!;
    }
  }
}

function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => {
    let reversed = 0;
    for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
    return reversed;
  });
}
