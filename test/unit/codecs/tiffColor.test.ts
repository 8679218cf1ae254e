import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { readDirectoryChain } from '../../../src/core/codecs/tiff/directory';
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
