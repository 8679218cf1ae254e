import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { openImage } from '../../../src/core/codecs/registry';
import { encodeLzw } from '../../../src/core/codecs/tiff/lzw';
import { encodePackBits } from '../../../src/core/codecs/tiff/packBits';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter } from '../../../src/core/codecs/tiff/tiffWriter';
import { encodeZstandard } from '../../../src/core/codecs/tiff/zstandard';
import { deflateZlib } from '../../../src/core/codecs/zlib';
import { createRandom } from '../../../src/core/denoise/random';
import { inEnglish } from '../../../src/core/text';
import { errorCodeOf, writeUnchanged } from './fixtures';
import { encodeOldLzw } from './oldLzw';

type Encode = (content: Uint8Array) => Uint8Array | Promise<Uint8Array>;

const compressions: readonly [name: string, tag: number, encode: Encode][] = [
  ['no compression', 1, (content) => content],
  ['LZW', 5, encodeLzw],
  ['LZW of before TIFF 5', 5, encodeOldLzw],
  ['Deflate', 8, (content) => deflateZlib([content], content.length)],
  ['PackBits', 32773, (content) => encodePackBits(content, content.length)],
  ['Zstandard', 50000, encodeZstandard],
];

const random = createRandom(51);
const noise = (length: number, below = 256) => Uint8Array.from({ length }, () => random.integer(below));

interface Page {
  readonly compression: number;
  /** Of 8-bit grey. */
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly blocks: readonly Uint8Array[];
  readonly tiled?: boolean;
  /** What the byte counts are said to be. */
  readonly count?: (length: number) => number;
}

/** @param big BigTIFF in the other byte order. */
function makePage({ compression, width, height, rows, blocks, tiled, count = (n) => n }: Page, big: boolean) {
  const writer = new TiffWriter(!big, big);
  const offsets = blocks.map((block) => writer.append(block));
  const long = (tag: number, ...values: number[]) => writer.numbers(tag, FieldType.long, values);
  const layout = tiled
    ? [
        long(Tag.tileWidth, width),
        long(Tag.tileLength, rows),
        long(Tag.tileOffsets, ...offsets),
        long(Tag.tileByteCounts, ...blocks.map(({ length }) => count(length))),
      ]
    : [
        long(Tag.rowsPerStrip, rows),
        long(Tag.stripOffsets, ...offsets),
        long(Tag.stripByteCounts, ...blocks.map(({ length }) => count(length))),
      ];
  const page = [
    long(Tag.imageWidth, width),
    long(Tag.imageLength, height),
    long(Tag.bitsPerSample, 8),
    long(Tag.compression, compression),
    long(Tag.photometricInterpretation, 1),
    ...layout,
  ];
  return writer.finish(writer.appendDirectory(page));
}

async function read(bytes: Uint8Array) {
  const document = await openImage(bytes);
  const { samples } = await document.readPage(0);
  const { bytes: again, notes } = await writeUnchanged(document);
  const clean = await openImage(again);
  expect((await clean.readPage(0)).samples).toEqual(samples);
  expect(clean.notes).toEqual([]);
  return { samples, notes: notes.map(inEnglish) };
}

describe.each(compressions)('strips and tiles with %s', (name, compression, encode) => {
  const shape = fc.record({
    width: fc.integer({ min: 1, max: 40 }),
    rows: fc.integer({ min: 1, max: 9 }),
    count: fc.integer({ min: 1, max: 3 }),
    extra: fc.integer({ min: 17, max: 300 }),
    levels: fc.constantFrom(2, 256),
    tiled: fc.boolean(),
    big: fc.boolean(),
  });

  it('may hold more than belongs to the image', async () => {
    const more = fc.asyncProperty(shape, async ({ width, rows, count, extra, levels, tiled, big }) => {
      const content = noise(width * rows * count, levels);
      const blocks = await Promise.all(
        Array.from({ length: count }, (_, i) => {
          const block = content.subarray(i * width * rows, (i + 1) * width * rows);
          return encode(concatBytes([block, noise(extra)]));
        }),
      );
      const page = { compression, width, height: rows * count, rows, blocks, tiled };
      const { samples, notes } = await read(makePage(page, big));
      expect(samples).toEqual(content);
      expect(notes).toHaveLength(count);
      expect(notes[0]).toBe(
        `${tiled ? 'Tile' : 'Strip'} 0 holds more than the ${width * rows} bytes that belong to the image: the rest is left out.`,
      );
    });
    await fc.assert(more, { seed: 52, numRuns: 30 });
  });

  it('may have bytes after the end of their data, and byte counts past the end of the file', async () => {
    const after = fc.asyncProperty(shape, async ({ width, rows, extra, levels, tiled, big }) => {
      const content = noise(width * rows, levels);
      const blocks = [concatBytes([await encode(content), noise(extra)])];
      const page = { compression, width, height: rows, rows, blocks, tiled };
      const padded = await read(makePage(page, big));
      expect(padded.samples).toEqual(content);
      expect(padded.notes).toHaveLength(1);
      const tooLong = await read(makePage({ ...page, count: (length) => length + 100_000 }, big));
      expect(tooLong.samples).toEqual(content);
      expect(tooLong.notes.at(-1)).toMatch(/should have \d+ bytes by tag (279|325)/);
    });
    await fc.assert(after, { seed: 53, numRuns: 30 });
  });

  it.each([false, true])('may have byte counts of 0 (tiles: %s)', async (tiled) => {
    const content = noise(20 * 12);
    const blocks = [await encode(content.subarray(0, 120)), await encode(content.subarray(120))];
    const page = { compression, width: 20, height: 12, rows: 6, blocks, tiled, count: () => 0 };
    expect((await read(makePage(page, false))).samples).toEqual(content);
  });

  it('are refused when rows are missing, or the file ends in them', async () => {
    const width = 20;
    const height = 10;
    const blocks = [await encode(noise(width * height - 1))];
    const page = { compression, width, height, rows: height, blocks };
    expect(await errorCodeOf(read(makePage(page, false)))).toBe('truncated');
    const whole = makePage({ ...page, blocks: [await encode(noise(width * height))] }, false);
    const directory = new DataView(whole.buffer).getUint32(4, true);
    // The directory comes before the strip's data, as a writer may put it, and the data are cut.
    const moved = concatBytes([whole.subarray(0, 8), whole.subarray(directory), whole.subarray(8, directory - 20)]);
    new DataView(moved.buffer).setUint32(4, 8, true);
    const at = Buffer.from(moved).indexOf(Uint8Array.of(Tag.stripOffsets & 255, Tag.stripOffsets >> 8, 4, 0, 1));
    new DataView(moved.buffer).setUint32(at + 8, 8 + whole.length - directory, true);
    expect(await errorCodeOf(read(moved))).toBe('truncated');
    if (name !== 'no compression') await expect(read(moved)).rejects.toThrow(/Strip 0 should be at bytes/);
  });
});

describe('byte counts of uncompressed strips and tiles', () => {
  const page = { compression: 1, width: 12, height: 30, rows: 10 };
  const content = noise(360);
  const blocks = [content.subarray(0, 120), content.subarray(120, 240), content.subarray(240)];

  it.each([false, true])('may be too small where the data are there (tiles: %s)', async (tiled) => {
    const small = fc.asyncProperty(fc.integer({ min: 1, max: 118 }), fc.boolean(), async (count, big) => {
      const { samples, notes } = await read(makePage({ ...page, tiled, blocks, count: () => count }, big));
      expect(samples).toEqual(content);
      expect(notes).toHaveLength(3);
    });
    await fc.assert(small, { seed: 54, numRuns: 20 });
  });

  it('are believed when something else lies where the data would go on', async () => {
    // The strips follow each other, the directory follows the last one.
    for (const short of [0, 1, 2]) {
      const cut = blocks.map((block, i) => (i === short ? block.subarray(0, 100) : block));
      const file = makePage({ ...page, blocks: cut }, false);
      expect(await errorCodeOf(read(file))).toBe('truncated');
    }
  });
});
