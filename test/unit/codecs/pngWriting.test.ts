import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Notes } from '../../../src/core/codecs/notes';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { type PngChunk, readChunks, writeChunks } from '../../../src/core/codecs/png/chunks';
import { ColorType, type PngHeader, serializeHeader } from '../../../src/core/codecs/png/header';
import { filterScanlines } from '../../../src/core/codecs/png/scanlines';
import { openImage } from '../../../src/core/codecs/registry';
import { createRandom } from '../../../src/core/denoise/random';
import type { Raster } from '../../../src/core/image/raster';
import { inEnglish } from '../../../src/core/text';
import { altered, errorCodeOf, facts, readFixture } from './fixtures';

const header: PngHeader = { width: 3, height: 2, bitDepth: 8, colorType: ColorType.grey, interlaced: false };
const chunk = (type: string, ...data: number[]): PngChunk => ({ type, data: Uint8Array.from(data) });

function makePng(about: Partial<PngHeader>, samples: number[], before: PngChunk[] = [], after: PngChunk[] = []) {
  const whole = { ...header, ...about };
  const typed = whole.bitDepth === 16 ? Uint16Array.from(samples) : Uint8Array.from(samples);
  return writeChunks([
    { type: 'IHDR', data: serializeHeader(whole) },
    ...before,
    { type: 'IDAT', data: zlibSync(concatBytes([...filterScanlines(whole, typed)])) },
    ...after,
    chunk('IEND'),
  ]);
}

/** The colour that bKGD points at. */
function backgroundOf(bytes: Uint8Array): number[] {
  const dataOf = (name: string) => readChunks(bytes, new Notes()).find(({ type }) => type === name)!.data;
  const start = dataOf('bKGD')[0] * 3;
  return [...dataOf('PLTE').subarray(start, start + 3)];
}

const typesIn = (bytes: Uint8Array) => readChunks(bytes, new Notes()).map(({ type }) => type);

describe('writing a palette PNG', () => {
  const palette = chunk('PLTE', 10, 20, 30, 200, 0, 0, 10, 20, 30);
  const source = makePng(
    { colorType: ColorType.palette, bitDepth: 2 },
    [0, 1, 2, 2, 1, 0],
    [palette, chunk('hIST', 0, 2, 0, 2, 0, 2), chunk('bKGD', 1)],
  );

  it('keeps the palette, and the indices of pixels that did not change, when all colours are in it', async () => {
    const document = await openImage(source);
    const result = altered(await document.readPage(0), (samples) => samples.set([200, 0, 0], 0));
    const { bytes, notes } = await document.write(async () => result);
    expect(notes).toEqual([]);
    const samples = [1, 1, 2, 2, 1, 0];
    const before = readChunks(source, new Notes()).filter(({ type }) => ['PLTE', 'hIST', 'bKGD'].includes(type));
    expect(bytes).toEqual(makePng({ colorType: ColorType.palette, bitDepth: 2 }, samples, before));
  });

  it('becomes RGB, with the background as a colour and a note, when a colour is new', async () => {
    const document = await openImage(source);
    const result = altered(await document.readPage(0), (samples) => samples.set([1, 2, 3], 0));
    const { bytes, notes } = await document.write(async () => result);
    expect(notes).toHaveLength(2);
    expect(typesIn(bytes)).toEqual(['IHDR', 'bKGD', 'IDAT', 'IEND']);
    expect([...readChunks(bytes, new Notes())[1]!.data]).toEqual([0, 200, 0, 0, 0, 0]);
    const again = await openImage(bytes);
    expect(facts(again)).toMatchObject({ bitDepth: 8, color: 'RGB' });
    expect((await again.readPage(0)).samples).toEqual(result.samples);
  });

  it('is grey when the palette is, with the alpha of its entries', async () => {
    const grey = makePng(
      { colorType: ColorType.palette, bitDepth: 1 },
      [0, 1, 0, 1, 0, 1],
      [chunk('PLTE', 5, 5, 5, 250, 250, 250), chunk('tRNS', 128)],
    );
    const document = await openImage(grey);
    const raster = await document.readPage(0);
    expect(raster).toMatchObject({ channels: 2, colorChannels: 1, bitDepth: 8 });
    expect([...raster.samples.slice(0, 4)]).toEqual([5, 128, 250, 255]);
    const result = altered(raster, (samples) => samples.set([77], 0));
    const again = await openImage((await document.write(async () => result)).bytes);
    expect(facts(again).color).toBe('grey + alpha');
    expect((await again.readPage(0)).samples).toEqual(result.samples);
  });
});

describe('fitting a result to a palette again', () => {
  const keep = { palette: 'keep' } as const;
  const random = createRandom(5);

  /** 64 x 64 pixels of a random palette of 200 colours, of which the first 20 are half transparent when asked for. */
  function noisyPalette(transparent: boolean) {
    const colors = Array.from({ length: 600 }, () => random.integer(256));
    const indices = Array.from({ length: 4096 }, () => random.integer(200));
    const chunks = [chunk('PLTE', ...colors), ...(transparent ? [chunk('tRNS', ...Array(20).fill(128))] : [])];
    const size = { width: 64, height: 64, bitDepth: 8, colorType: ColorType.palette };
    return makePng(size, indices, [...chunks, chunk('bKGD', 7), chunk('hIST', ...Array(400).fill(1))]);
  }

  /** New colours in the lower three quarters, a smooth ramp with many more than 256 of them. */
  const denoised = (raster: Raster) =>
    altered(raster, (samples) => {
      for (let pixel = 1024; pixel < 4096; pixel++) {
        const ramp = [pixel >> 4, pixel & 63, 128 + ((pixel * 7) & 31)];
        samples.set(ramp, pixel * raster.channels);
      }
    });

  it.each([false, true])('keeps unchanged pixels and alpha exact, others near (alpha: %s)', async (transparent) => {
    const source = noisyPalette(transparent);
    const document = await openImage(source);
    const result = denoised(await document.readPage(0));
    const { bytes, notes } = await document.write(async () => result, keep);
    const again = await openImage(bytes);
    expect(facts(again)).toMatchObject({ color: transparent ? 'palette + alpha' : 'palette', bitDepth: 8 });
    const { samples, channels } = await again.readPage(0);
    let unlike = 0;
    let error = 0;
    for (let i = 0; i < samples.length; i++) {
      const difference = Math.abs(samples[i] - result.samples[i]);
      if (i % channels === 3) expect(difference).toBe(0);
      else if (i < 1024 * channels) unlike += Math.sign(difference);
      else error += difference;
    }
    // 128 of the 200 old colours stay; the ramp has a channel's mean error of a few levels.
    expect(unlike / (1024 * 3)).toBeLessThan(0.4);
    expect(error / (3072 * 3)).toBeLessThan(6);
    expect(notes.map(inEnglish)).toEqual([
      expect.stringMatching(/fitted to a new palette, of which it uses \d+ colours/),
      expect.stringContaining('hIST'),
    ]);
    expect(backgroundOf(bytes)).toEqual(backgroundOf(source));
  });

  it('is exact, at the smallest depth that will do, when there is room for all colours', async () => {
    const source = makePng(
      { colorType: ColorType.palette, bitDepth: 1 },
      [0, 1, 0, 1, 0, 1],
      [chunk('PLTE', 5, 5, 5, 250, 250, 250), chunk('tRNS', 128)],
    );
    const document = await openImage(source);
    const result = altered(await document.readPage(0), (samples) => samples.set([77, 128, 78, 255]));
    const again = await openImage((await document.write(async () => result, keep)).bytes);
    expect((await again.readPage(0)).samples).toEqual(result.samples);
    expect(facts(again).color).toBe('palette + alpha');
  });

  it('changes nothing when the colours are all in the palette', async () => {
    const source = noisyPalette(true);
    const document = await openImage(source);
    const { bytes, notes } = await document.write((index) => document.readPage(index), keep);
    expect(notes).toEqual([]);
    expect(readChunks(bytes, new Notes()).find(({ type }) => type === 'PLTE')).toEqual(
      readChunks(source, new Notes()).find(({ type }) => type === 'PLTE'),
    );
  });
});

describe('writing a PNG with a transparent colour', () => {
  const source = makePng({ bitDepth: 16 }, [500, 65535, 7, 500, 8, 9], [chunk('tRNS', 1, 0xf4)]);

  it('keeps transparent pixels at the colour and moves visible ones away from it', async () => {
    const document = await openImage(source);
    const raster = await document.readPage(0);
    expect([...raster.samples]).toEqual([500, 0, 65535, 65535, 7, 65535, 500, 0, 8, 65535, 9, 65535]);
    const result = altered(raster, (samples) => {
      samples[0] = 3; // transparent
      samples[4] = 500; // visible
    });
    const again = await openImage((await document.write(async () => result)).bytes);
    expect([...(await again.readPage(0)).samples]).toEqual([
      500, 0, 65535, 65535, 501, 65535, 500, 0, 8, 65535, 9, 65535,
    ]);
  });
});

describe('PNG chunks', () => {
  it('keeps metadata and safe unknown chunks in place, leaves out unsafe ones with a note', async () => {
    const before = [chunk('gAMA', 0, 0, 1, 0), chunk('abCd', 1), chunk('abCD', 2)];
    const after = [chunk('tEXt', 65, 0, 66), chunk('zzZz', 3)];
    const document = await openImage(makePng({}, [1, 2, 3, 4, 5, 6], before, after));
    const { bytes, notes } = await document.write((index) => document.readPage(index));
    expect(typesIn(bytes)).toEqual(['IHDR', 'gAMA', 'abCd', 'IDAT', 'tEXt', 'zzZz', 'IEND']);
    expect(notes.map(inEnglish)).toEqual([expect.stringContaining('abCD')]);
  });

  it.each<[string, string, () => Uint8Array]>([
    ['an animation', 'unsupported', () => makePng({}, [1, 2, 3, 4, 5, 6], [chunk('acTL', 0, 0, 0, 2, 0, 0, 0, 0)])],
    ['an unknown critical chunk', 'unsupported', () => makePng({}, [1, 2, 3, 4, 5, 6], [chunk('ABCD')])],
    [
      'an index past the palette',
      'damaged',
      () => makePng({ colorType: 3 }, [0, 0, 0, 0, 0, 1], [chunk('PLTE', 1, 2, 3)]),
    ],
    ['no palette', 'damaged', () => makePng({ colorType: 3 }, [0, 0, 0, 0, 0, 0])],
    [
      'a second header',
      'damaged',
      () => makePng({}, [1, 2, 3, 4, 5, 6], [{ type: 'IHDR', data: serializeHeader(header) }]),
    ],
    ['no width', 'damaged', () => makePng({ width: 0 }, [])],
    ['no image data whole', 'truncated', () => makePng({}, [1, 2, 3, 4, 5, 6]).subarray(0, -13)],
    ['too few rows', 'truncated', () => withImageData(zlibSync(new Uint8Array(4)))],
    ['a filter type that does not exist', 'damaged', () => withImageData(zlibSync(new Uint8Array(8).fill(5)))],
    [
      'a wrong Adler-32',
      'damaged',
      () => withImageData(zlibSync(new Uint8Array(8)).map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte))),
    ],
    ['a broken Deflate stream', 'damaged', () => withImageData(Uint8Array.of(0x78, 0x9c, 7, 7, 7, 7, 7, 7))],
    [
      'a size that its data cannot hold',
      'truncated',
      () => withImageData(zlibSync(new Uint8Array(8)), { width: 10_000, height: 10_000 }),
    ],
    [
      'too many pixels',
      'too-large',
      () => withImageData(zlibSync(new Uint8Array(8)), { width: 20_000, height: 20_000 }),
    ],
  ])('refuses %s as %s', async (_what, code, make) => {
    const open = async () => (await openImage(make())).readPage(0);
    expect(await errorCodeOf(open())).toBe(code);
  });

  it('refuses a chunk with a wrong CRC by name', async () => {
    const bytes = readFixture('pngsuite/basn2c08.png').slice();
    bytes[20] = bytes[20]! ^ 1;
    await expect(openImage(bytes)).rejects.toThrow(/IHDR.*CRC/);
  });
});

function withImageData(data: Uint8Array, about: Partial<PngHeader> = {}): Uint8Array {
  return writeChunks([
    { type: 'IHDR', data: serializeHeader({ ...header, ...about }) },
    { type: 'IDAT', data },
    chunk('IEND'),
  ]);
}
