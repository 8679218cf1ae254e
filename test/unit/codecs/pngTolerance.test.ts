import * as fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Notes } from '../../../src/core/codecs/notes';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { type PngChunk, readChunks, writeChunks } from '../../../src/core/codecs/png/chunks';
import { ColorType, type PngHeader, serializeHeader } from '../../../src/core/codecs/png/header';
import { filterScanlines } from '../../../src/core/codecs/png/scanlines';
import { openImage } from '../../../src/core/codecs/registry';
import { createRandom } from '../../../src/core/denoise/random';
import { inEnglish } from '../../../src/core/text';
import { errorCodeOf, writeUnchanged } from './fixtures';

// What is read and what is refused was compared with libpng 1.6.39, file by file.

const header: PngHeader = { width: 13, height: 7, bitDepth: 8, colorType: ColorType.grey, interlaced: false };
const random = createRandom(21);
const noise = (length: number, below = 256) => Uint8Array.from({ length }, () => random.integer(below));
const chunk = (type: string, ...data: number[]): PngChunk => ({ type, data: Uint8Array.from(data) });
const end = chunk('IEND');

const rowsOf = (about: PngHeader, samples: Uint8Array) => concatBytes([...filterScanlines(about, samples)]);
const samples = noise(13 * 7);
const rows = rowsOf(header, samples);
const packed = zlibSync(rows);
const start: PngChunk = { type: 'IHDR', data: serializeHeader(header) };
const imageData = (data: Uint8Array = packed): PngChunk => ({ type: 'IDAT', data });

const paletteHeader = { ...header, colorType: ColorType.palette };
const indices = noise(13 * 7, 4);
const palette = chunk('PLTE', 0, 0, 0, 9, 8, 7, 200, 100, 0, 255, 255, 255);
const paletteData = imageData(zlibSync(rowsOf(paletteHeader, indices)));
const paletteStart: PngChunk = { type: 'IHDR', data: serializeHeader(paletteHeader) };
const paletteFile = (...chunks: PngChunk[]) => writeChunks([paletteStart, ...chunks, end]);

const rgbHeader = { ...header, colorType: ColorType.rgb };
const rgbStart: PngChunk = { type: 'IHDR', data: serializeHeader(rgbHeader) };
const rgbData = imageData(zlibSync(rowsOf(rgbHeader, noise(13 * 7 * 3))));

/** The file with a wrong CRC in the chunk of a type. */
function withWrongCrc(bytes: Uint8Array, type: string): Uint8Array {
  const damaged = bytes.slice();
  const at = Buffer.from(bytes).indexOf(type, 8, 'latin1');
  damaged[at + 4 + new DataView(bytes.buffer).getUint32(at - 4)]! ^= 1;
  return damaged;
}

/** Reads the page and what a written file says of it, which has nothing more to note. */
async function read(bytes: Uint8Array) {
  const document = await openImage(bytes);
  const raster = await document.readPage(0);
  const { bytes: again, notes } = await writeUnchanged(document);
  const clean = await openImage(again);
  expect((await clean.readPage(0)).samples).toEqual(raster.samples);
  expect(clean.notes).toEqual([]);
  return { raster, notes: notes.map(inEnglish), types: readChunks(again, new Notes()).map(({ type }) => type) };
}

describe('image data in a PNG', () => {
  it('may have anything after their stream or hold more rows, cut off or not', async () => {
    const extra = fc.asyncProperty(
      fc.uint8Array({ minLength: 17, maxLength: 200 }),
      fc.constantFrom<(extra: Uint8Array) => Uint8Array>(
        (bytes) => concatBytes([packed, bytes]),
        (bytes) => zlibSync(concatBytes([rows, bytes])),
        (bytes) => zlibSync(concatBytes([rows, bytes, bytes])).subarray(0, -4),
      ),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, make, chunkLength) => {
        const data = make(bytes);
        const parts = Array.from({ length: Math.ceil(data.length / chunkLength) }, (_, i) =>
          imageData(data.subarray(i * chunkLength, (i + 1) * chunkLength)),
        );
        const { raster, notes } = await read(writeChunks([start, imageData(noise(0)), ...parts, end]));
        expect(raster.samples).toEqual(samples);
        expect(notes).toHaveLength(1);
      },
    );
    await fc.assert(extra, { seed: 31, numRuns: 100 });
  });

  it('may have the file end, or anything else, right after them', async () => {
    const whole = writeChunks([start, imageData(), chunk('tEXt', 65, 0, 66), end]);
    const imageEnd = 8 + 25 + 12 + packed.length;
    const anyEnd = fc.asyncProperty(fc.nat(26), fc.uint8Array({ maxLength: 30 }), async (kept, junk) => {
      // A letter could be one of a chunk's name.
      const after = junk.map((byte) => byte & 0x1f);
      const { raster, notes } = await read(concatBytes([whole.subarray(0, imageEnd + kept), after]));
      expect(raster.samples).toEqual(samples);
      expect(notes.length).toBeGreaterThan(0);
    });
    await fc.assert(anyEnd, { seed: 32, numRuns: 100 });
    for (let cut = imageEnd - 1; cut > 40; cut -= 7) {
      expect(await errorCodeOf(read(whole.subarray(0, cut)))).toBe('truncated');
    }
  });

  it.each<[string, () => Uint8Array]>([
    [
      'more of them after another chunk',
      () => writeChunks([start, imageData(), chunk('tEXt', 65, 0), imageData(), end]),
    ],
    ['an end with a wrong CRC', () => withWrongCrc(writeChunks([start, imageData(), end]), 'IEND')],
    ['bytes after the end', () => concatBytes([writeChunks([start, imageData(), end]), noise(99)])],
  ])('may have %s, with a note', async (_what, make) => {
    const { raster, notes } = await read(make());
    expect(raster.samples).toEqual(samples);
    expect(notes).toHaveLength(1);
  });

  it.each<[string, string, () => Uint8Array]>([
    [
      'that go on after another chunk',
      'damaged',
      () =>
        writeChunks([start, imageData(packed.subarray(0, 50)), chunk('tEXt', 65, 0), imageData(packed.subarray(50))]),
    ],
    ['with a wrong CRC', 'damaged', () => withWrongCrc(writeChunks([start, imageData(), end]), 'IDAT')],
    ['without their checksum', 'truncated', () => writeChunks([start, imageData(packed.subarray(0, -4)), end])],
    ['before a chunk that must be known', 'unsupported', () => writeChunks([start, imageData(), chunk('ABCD'), end])],
  ])('%s are refused as %s', async (_what, code, make) => {
    expect(await errorCodeOf(read(make()))).toBe(code);
  });
});

describe('chunks that are not as they should be', () => {
  const leftOut = (types: string) => expect.stringContaining(`of a wrong length: ${types}.`);

  it.each<[string, string, () => Uint8Array]>([
    ['a palette in a grey image', 'PLTE', () => writeChunks([start, palette, imageData(), end])],
    ['a palette after the data', 'PLTE', () => writeChunks([rgbStart, rgbData, palette, end])],
    ['a suggested palette of an odd length', 'PLTE', () => writeChunks([rgbStart, chunk('PLTE', 1, 2), rgbData, end])],
    ['transparency before the palette', 'tRNS', () => paletteFile(chunk('tRNS', 7), palette, paletteData)],
    ['transparency after the data', 'tRNS', () => paletteFile(palette, paletteData, chunk('tRNS', 7))],
    [
      'transparency of more entries than the palette',
      'tRNS',
      () => paletteFile(palette, chunk('tRNS', 1, 2, 3, 4, 5), paletteData),
    ],
    ['empty transparency', 'tRNS', () => paletteFile(palette, chunk('tRNS'), paletteData)],
    ['a transparent colour of a wrong length', 'tRNS', () => writeChunks([start, chunk('tRNS', 1), imageData(), end])],
    [
      'a colour that is transparent before a suggested palette',
      'tRNS',
      () => writeChunks([rgbStart, chunk('tRNS', 0, 1, 0, 2, 0, 3), palette, rgbData, end]),
    ],
    [
      'gamma twice',
      'gAMA',
      () => writeChunks([start, chunk('gAMA', 0, 0, 1, 0), chunk('gAMA', 0, 0, 2, 0), imageData(), end]),
    ],
    ['a background of a wrong length', 'bKGD', () => writeChunks([start, chunk('bKGD', 1), imageData(), end])],
  ])('%s: %s is left out', async (_what, type, make) => {
    const { raster, notes, types } = await read(make());
    expect(raster.channels).toBe(raster.colorChannels);
    expect(notes).toEqual([leftOut(type)]);
    expect(types.filter((name) => name === type)).toHaveLength(type === 'gAMA' ? 1 : 0);
  });

  it('keeps the first of two transparencies, and the first that is right', async () => {
    const twice = await read(paletteFile(palette, chunk('tRNS', 7), chunk('tRNS', 9, 9), paletteData));
    expect(new Set(twice.raster.samples.filter((_, i) => i % 4 === 3))).toEqual(new Set([7, 255]));
    const second = await read(writeChunks([start, chunk('tRNS', 1), chunk('tRNS', 0, samples[0]!), imageData(), end]));
    expect(second.raster.samples[1]).toBe(0);
  });

  it('that are ancillary and fail their CRC are left out by name', async () => {
    for (const file of [
      writeChunks([start, chunk('tEXt', 65, 0, 66), imageData(), end]),
      writeChunks([start, imageData(), chunk('tEXt', 65, 0, 66), end]),
    ]) {
      const { raster, notes, types } = await read(withWrongCrc(file, 'tEXt'));
      expect(raster.samples).toEqual(samples);
      expect(notes).toEqual(['These PNG chunks fail their CRC and are left out: tEXt.']);
      expect(types).toEqual(['IHDR', 'IDAT', 'IEND']);
    }
  });

  const misplaced = [
    chunk('gAMA', 0, 0, 1, 0),
    chunk('sRGB', 0),
    chunk('sBIT', 5, 5, 5),
    chunk('bKGD', 1),
    chunk('hIST', 0, 1, 0, 1, 0, 1, 0, 1),
    chunk('pHYs', 0, 0, 1, 0, 0, 0, 1, 0, 1),
  ];

  it('are written where they belong, in whatever order they come', async () => {
    const anyOrder = fc.asyncProperty(
      fc.shuffledSubarray([palette, paletteData, ...misplaced], { minLength: 8, maxLength: 8 }),
      async (chunks) => {
        if (chunks.indexOf(palette) > chunks.indexOf(paletteData)) return;
        const { raster, types, notes } = await read(paletteFile(...chunks));
        expect(raster.samples).toHaveLength(13 * 7 * 3);
        const sorted = types.slice(1, -1);
        for (const early of ['gAMA', 'sRGB', 'sBIT'])
          expect(sorted.indexOf(early)).toBeLessThan(sorted.indexOf('PLTE'));
        for (const late of ['bKGD', 'hIST']) expect(sorted.indexOf(late)).toBeGreaterThan(sorted.indexOf('PLTE'));
        expect(sorted.at(-1)).toBe('IDAT');
        expect(sorted).toHaveLength(chunks.length);
        const written = sorted.join() === chunks.map(({ type }) => type).join();
        if (!written) expect(notes).toEqual([expect.stringContaining('written where they belong')]);
      },
    );
    await fc.assert(anyOrder, { seed: 33, numRuns: 100 });
  });

  it.each<[string, () => Uint8Array]>([
    ['two palettes', () => paletteFile(palette, palette, paletteData)],
    ['a palette of an odd length', () => paletteFile(chunk('PLTE', 1, 2), paletteData)],
    ['an empty palette', () => writeChunks([rgbStart, chunk('PLTE'), rgbData, end])],
    ['a palette after the data that need it', () => paletteFile(paletteData, palette)],
    ['a palette with a wrong CRC', () => withWrongCrc(writeChunks([rgbStart, palette, rgbData, end]), 'PLTE')],
    ['a header after the data', () => writeChunks([start, imageData(), start, end])],
  ])('refuses %s', async (_what, make) => {
    expect(await errorCodeOf(read(make()))).toBe('damaged');
  });
});
