import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { Tag } from '../../../src/core/codecs/tiff/tags';
import { inEnglish } from '../../../src/core/text';
import { facts, hashSamples, readFixture, readJsonFixture, writeUnchanged } from './fixtures';
import { makeTiff } from './makeTiff';

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly colorChannels?: number;
  readonly sampleFormat: string;
  readonly bitDepth: number;
  readonly sha256: string;
}

/** Made by test/fixtures/tiff/make_color_fixtures.py. */
const all = Object.entries(readJsonFixture<Record<string, Expected>>('tiff/expectedColor.json'));
const isReadOnly = (name: string) => name.includes('jpeg');

describe('TIFF files of JPEG, L*a*b* and 64 bits', () => {
  it.each(all)('%s has the samples that other readers find', async (name, { sha256, ...shape }) => {
    const document = await openImage(readFixture(`tiff/${name}`));
    expect(document.info).toMatchObject(shape);
    const page = await document.readPage(0);
    expect(page).toMatchObject(shape);
    expect(hashSamples(page.samples)).toBe(sha256);
  });

  it.each(all.filter(([name]) => !isReadOnly(name)))('%s is written as it was', async (name, { sha256 }) => {
    const source = readFixture(`tiff/${name}`);
    const document = await openImage(source);
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes).toEqual([]);
    expect(bytes.subarray(0, 4)).toEqual(source.subarray(0, 4));
    const again = await openImage(bytes);
    expect(again.info).toEqual(document.info);
    expect(hashSamples((await again.readPage(0)).samples)).toBe(sha256);
  });

  it.each(all.filter(([name]) => isReadOnly(name)))(
    '%s is written as Deflate, and says so',
    async (name, { sha256 }) => {
      const document = await openImage(readFixture(`tiff/${name}`));
      const { bytes, notes } = await writeUnchanged(document);
      expect(notes.map(inEnglish)).toContainEqual(expect.stringMatching(/JPEG, which is read only.*Deflate/));
      const again = await openImage(bytes);
      expect(facts(again).compression).toBe('Deflate, predictor 2');
      expect(hashSamples((await again.readPage(0)).samples)).toBe(sha256);
    },
  );

  it.each([
    [1, 2n ** 53n, true],
    [1, 2n ** 53n + 1n, false],
    [1, 2n ** 64n - 1n, true],
    [1, 2n ** 64n - 2n, false],
    [2, -(2n ** 53n) - 1n, false],
    [2, -(2n ** 63n), true],
    [2, 2n ** 63n - 1n, true],
    [2, 2n ** 63n - 513n, false],
  ])(
    '64-bit integers (sample format %i) such as %s are read only when they stay themselves: %s',
    async (format, value, isRead) => {
      const numbers = BigUint64Array.from({ length: 8 }, (_, i) => BigInt.asUintN(64, i === 5 ? value : BigInt(i)));
      const tags = { [Tag.bitsPerSample]: [64], [Tag.sampleFormat]: [format] };
      const source = makeTiff(tags, new Uint8Array(numbers.buffer));
      const document = await openImage(source);
      if (!isRead) {
        await expect(document.readPage(0)).rejects.toThrow(/64-bit integers beyond 2\^53/);
        return;
      }
      const { bytes } = await writeUnchanged(document);
      const [offset] = readDirectoryChain(readHeader(bytes))[0].numbers(Tag.stripOffsets)!;
      expect(new BigUint64Array(bytes.slice(offset, offset + 64).buffer)).toEqual(numbers);
    },
  );
});

const oldJpeg = ['whole', 'bare', 'header-2x1', 'header-2x2', 'tables-2x1', 'tables-2x2', 'tile', 'grey'];

describe('old-style JPEG', () => {
  it.each(oldJpeg)('(%s) becomes what libtiff makes of it, and is written as Deflate', async (name) => {
    const document = await openImage(readFixture(`tiff/old-jpeg-${name}.tif`));
    expect(facts(document)).toMatchObject({ compression: 'old-style JPEG', color: name === 'grey' ? 'grey' : 'YCbCr' });
    const { samples, channels } = await document.readPage(0);
    const reference = (await (await openImage(readFixture(`tiff/old-jpeg-${name}.rgb.tif`))).readPage(0)).samples;
    // libtiff converts YCbCr with integers, which are off by one level now and then.
    const differences = samples.map((sample, i) => Math.abs(sample - reference[channels === 1 ? 3 * i : i]));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    for (const written of [await writeUnchanged(document), await document.write(async () => undefined)]) {
      expect(written.notes.map(inEnglish)).toContainEqual(expect.stringMatching(/old-style JPEG.*read only.*Deflate/));
      const again = await openImage(written.bytes);
      expect(facts(again)).toMatchObject({ compression: 'Deflate, predictor 2', width: 53, height: 45, pages: 1 });
      expect((await again.readPage(0)).samples).toEqual(samples);
      const [directory] = readDirectoryChain(readHeader(written.bytes));
      for (let tag = 512; tag <= 521; tag++) expect(directory.has(tag)).toBe(false);
    }
  });

  it('is refused by name when it is lossless or its tables are missing', async () => {
    const page = { [Tag.compression]: [6], [Tag.photometricInterpretation]: [1] };
    await expect(openImage(makeTiff({ ...page, [Tag.jpegProcess]: [14] }))).rejects.toThrow(/lossless old-style JPEG/);
    await expect(openImage(makeTiff(page))).rejects.toThrow(/tables of old-style JPEG \(tag 519\) are missing/);
    const planar = { ...page, [Tag.samplesPerPixel]: [3], [Tag.planarConfiguration]: [2] };
    await expect(openImage(makeTiff(planar))).rejects.toThrow(/plane for each channel/);
  });
});
