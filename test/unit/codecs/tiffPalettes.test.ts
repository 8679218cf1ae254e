import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { createRandom } from '../../../src/core/denoise/random';
import type { Raster } from '../../../src/core/image/raster';
import { inEnglish } from '../../../src/core/text';
import { altered, facts, readFixture } from './fixtures';
import { makeTiff } from './makeTiff';

const keep = { palette: 'keep' } as const;
const random = createRandom(6);
const size = { [Tag.imageWidth]: [64], [Tag.imageLength]: [64], [Tag.photometricInterpretation]: [3] };

const stackDescription = Uint8Array.from(Buffer.from('ImageJ=1.54f\nimages=3\nslices=3\n\0', 'latin1'));

/** 64 x 64 pixels of a random palette, three times over in a stack. */
function noisyPalette(bitDepth: number, kind: 'page' | 'stack' = 'page'): Uint8Array {
  const colors = Array.from({ length: 3 * 2 ** bitDepth }, () => random.integer(65536));
  const planeLength = (4096 * bitDepth) / 8;
  const data = Uint8Array.from({ length: kind === 'stack' ? 3 * planeLength : planeLength }, () => random.integer(256));
  const depth = { [Tag.bitsPerSample]: [bitDepth], [Tag.stripByteCounts]: [planeLength], [Tag.colorMap]: colors };
  const type = FieldType.ascii;
  const description = { tag: Tag.imageDescription, type, count: stackDescription.length, data: stackDescription };
  return makeTiff({ ...size, ...depth }, data, () => (kind === 'stack' ? [description] : []));
}

/** A smooth ramp of many more than 256 colours in the lower three quarters. */
const denoised = (raster: Raster) =>
  altered(raster, (samples) => {
    for (let pixel = 1024; pixel < 4096; pixel++) {
      samples.set([(pixel >> 4) * 250, (pixel & 63) * 1000, 32768 + ((pixel * 7) & 31)], pixel * 3);
    }
  });

describe('fitting a TIFF result to a palette again', () => {
  it.each([4, 8])('of %i bits keeps a palette, near the colours of the result, and says so', async (bitDepth) => {
    const document = await openImage(noisyPalette(bitDepth));
    const result = denoised(await document.readPage(0));
    const { bytes, notes } = await document.write(async () => result, keep);
    expect(notes.map(inEnglish)).toEqual([
      expect.stringMatching(/fitted to a new palette, of which it uses \d+ colours/),
    ]);
    const again = await openImage(bytes);
    expect(facts(again).color).toBe('palette');
    const { samples } = await again.readPage(0);
    const differences = Array.from(samples, (sample, i) => Math.abs(sample - result.samples[i]));
    const error = differences.reduce((sum, difference) => sum + difference) / samples.length;
    // A few levels of 256 in the ramp; entries for all old colours are not left.
    expect(error / 257).toBeLessThan(bitDepth === 4 ? 6 : 12);
  });

  it('leaves the colours of unchanged pixels exact when there is room', async () => {
    const document = await openImage(noisyPalette(4));
    const source = await document.readPage(0);
    const result = altered(source, (samples) => samples.set([1, 2, 3], 0));
    const again = await openImage((await document.write(async () => result, keep)).bytes);
    expect(again.info).toEqual({ ...document.info });
    expect((await again.readPage(0)).samples).toEqual(result.samples);
  });

  it.each(['expand', 'keep'] as const)('works on palettes in a compression that is read only (%s)', async (palette) => {
    // Group 4: two rows like the one above them (a bit each), then the end of the block; all pixels have index 0.
    const fax = Uint8Array.of(0b11000000, 0b00000100, 0b00000000, 0b01000000);
    const tags = { [Tag.bitsPerSample]: [1], [Tag.compression]: [4], [Tag.photometricInterpretation]: [3] };
    const document = await openImage(makeTiff({ ...tags, [Tag.colorMap]: [900, 8, 7, 6, 5, 4] }, fax));
    const source = await document.readPage(0);
    expect([...source.samples.subarray(0, 3)]).toEqual([900, 7, 5]);
    const result = altered(source, (samples) => samples.set([1, 2, 3], 3));
    const { bytes, notes } = await document.write(async () => result, { palette });
    expect(notes).toHaveLength(2);
    expect((await (await openImage(bytes)).readPage(0)).samples).toEqual(result.samples);
  });

  it.each(['expand', 'keep'] as const)('leaves grey palettes grey (%s)', async (palette) => {
    const levels = Array.from({ length: 256 }, (_, i) => ((i * 37) & 255) * 257);
    const tags = { [Tag.photometricInterpretation]: [3], [Tag.colorMap]: [...levels, ...levels, ...levels] };
    const document = await openImage(makeTiff(tags));
    const source = await document.readPage(0);
    expect(source).toMatchObject({ channels: 1, colorChannels: 1, bitDepth: 16 });
    expect([...source.samples]).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((index) => levels[index]));
    const result = altered(source, (samples) => samples.set([1000], 2));
    const { bytes } = await document.write(async () => result, { palette });
    const again = await openImage(bytes);
    expect(facts(again)).toMatchObject({ channels: 1, color: palette === 'keep' ? 'palette' : 'grey' });
    expect((await again.readPage(0)).samples).toEqual(result.samples);
  });

  it('keeps tags and palette of pages whose colours are all in the palette', async () => {
    const document = await openImage(readFixture('tiff/palette-8bit.tif'));
    const plain = await document.write((index) => document.readPage(index));
    const kept = await document.write((index) => document.readPage(index), keep);
    expect(kept).toEqual(plain);
  });
});

describe('ImageJ stacks', () => {
  it('of a lookup table are intensities, whose table is kept behind the one directory', async () => {
    const document = await openImage(readFixture('tiff/imagej-lut-stack.tif'));
    expect(facts(document)).toMatchObject({ color: 'grey with a lookup table', channels: 1, pages: 3 });
    const { bytes, notes } = await document.write(async (index) =>
      altered(await document.readPage(index), (samples) => samples.fill(10 + index)),
    );
    expect(notes).toEqual([]);
    const again = await openImage(bytes);
    expect(again.info).toEqual(document.info);
    for (let i = 0; i < 3; i++) expect(new Set((await again.readPage(i)).samples)).toEqual(new Set([10 + i]));
  });

  it('of a palette get colours page by page', async () => {
    const document = await openImage(noisyPalette(8, 'stack'));
    expect(facts(document)).toMatchObject({ color: 'palette', channels: 3, pages: 3 });
    const results: Raster[] = [];
    const { bytes, notes } = await document.write(async (index) => {
      const page = await document.readPage(index);
      results.push(index === 1 ? denoised(page) : page);
      return results[index];
    });
    expect(notes.map(inEnglish)).toEqual([
      expect.stringContaining('Every image of the stack'),
      expect.stringContaining('16-bit RGB'),
    ]);
    const again = await openImage(bytes);
    expect(again.info.pages).toBe(3);
    for (let i = 0; i < 3; i++) expect((await again.readPage(i)).samples).toEqual(results[i].samples);
  });

  it('that end early are refused, pages taken out of a stack are not', async () => {
    const claimed = Buffer.from(readFixture('tiff/imagej-hyperstack-one-directory.tif'));
    claimed.write('images=99', claimed.indexOf('images=12'), 'latin1');
    await expect(openImage(new Uint8Array(claimed))).rejects.toThrow(/should have 99 images; the file holds 12/);
    expect((await openImage(readFixture('tiff/imagej-page.tif'))).info.pages).toBe(1);
  });
});

describe('TIFF palettes of 8-bit levels', () => {
  const levels = (scale: number) =>
    [0, 1, 2].flatMap((channel) => Array.from({ length: 256 }, (_, i) => ((i * (channel + 3)) & 255) * scale));
  const paletteTiff = (colorMap: number[]) =>
    makeTiff({ [Tag.photometricInterpretation]: [3], [Tag.colorMap]: colorMap });

  it('have the colours that 16-bit ones have', async () => {
    const [byte, wide] = await Promise.all([1, 257].map((scale) => openImage(paletteTiff(levels(scale)))));
    const [seen, meant] = [await byte.readPage(0), await wide.readPage(0)];
    expect(seen).toEqual(meant);
    const result = altered(seen, (samples) => samples.set([40_000], 4));
    for (const palette of ['expand', 'keep'] as const) {
      const written = await byte.write(async () => result, { palette });
      expect((await (await openImage(written.bytes)).readPage(0)).samples).toEqual(result.samples);
    }
  });

  it('stay as they are when all colours are in them', async () => {
    const document = await openImage(paletteTiff(levels(1)));
    const { bytes } = await document.write((index) => document.readPage(index));
    const [directory] = readDirectoryChain(readHeader(bytes));
    expect(directory.numbers(Tag.colorMap)).toEqual(levels(1));
  });

  it('are told from 16-bit ones by a single level, and one that could be mistaken is not written', async () => {
    const dark = levels(1).with(767, 256);
    const document = await openImage(paletteTiff(dark));
    const source = await document.readPage(0);
    expect([...source.samples.subarray(0, 3)]).toEqual([3, 4, 5]);
    const result = altered(source, (samples) => samples.fill(77, 3));
    const { bytes } = await document.write(async () => result, { palette: 'keep' });
    expect((await (await openImage(bytes)).readPage(0)).samples).toEqual(result.samples);
  });

  it('may be shorter than their depth calls for', async () => {
    const document = await openImage(paletteTiff(Array.from({ length: 30 }, (_, i) => 257 * i)));
    const { samples } = await document.readPage(0);
    expect([...samples.subarray(0, 3)]).toEqual([257, 257 * 11, 257 * 21]);
    expect(document.notes.map(inEnglish)).toEqual([expect.stringMatching(/30 values instead of 768/)]);
  });
});
