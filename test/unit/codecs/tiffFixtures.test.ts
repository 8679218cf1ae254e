import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { Tag } from '../../../src/core/codecs/tiff/tags';
import { inEnglish } from '../../../src/core/text';
import { facts, hashSamples, readFixture, readJsonFixture, writeUnchanged } from './fixtures';

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly colorChannels: number;
  readonly sampleFormat: string;
  readonly bitDepth: number;
  /** One a page. */
  readonly sha256: readonly string[];
}

const writtenAlike = Object.entries(readJsonFixture<Record<string, Expected>>('tiff/expected.json'));
const readOnly = Object.entries(readJsonFixture<Record<string, Expected>>('tiff/expectedReadOnly.json'));

describe('generated TIFF files', () => {
  it.each([...writtenAlike, ...readOnly])(
    '%s decodes to the samples it was made from',
    async (name, { sha256, ...shape }) => {
      const document = await openImage(readFixture(`tiff/${name}`));
      expect(document.info).toMatchObject({ ...shape, format: 'tiff', pages: sha256.length });
      expect(await document.readPage(0)).toMatchObject(shape);
      for (const [index, hash] of sha256.entries()) {
        expect(hashSamples((await document.readPage(index)).samples)).toBe(hash);
      }
    },
  );

  it.each(writtenAlike)('%s keeps samples, byte order and layout when written', async (name, { sha256 }) => {
    const source = readFixture(`tiff/${name}`);
    const document = await openImage(source);
    const written = await writeUnchanged(document);
    expect(written.notes).toEqual([]);
    expect(written.bytes.subarray(0, 4)).toEqual(source.subarray(0, 4));
    const again = await openImage(written.bytes);
    expect(again.info).toEqual(document.info);
    for (const [index, hash] of sha256.entries()) {
      expect(hashSamples((await again.readPage(index)).samples)).toBe(hash);
    }
  });

  it.each(readOnly)('%s keeps its samples in Deflate when written, and says so', async (name, { sha256 }) => {
    const document = await openImage(readFixture(`tiff/${name}`));
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes.map(inEnglish)).toEqual([expect.stringMatching(/(CCITT|LZMA).*read only.*Deflate/)]);
    const again = await openImage(bytes);
    expect(facts(again)).toEqual({ ...facts(document), compression: expect.stringMatching(/^Deflate/) });
    expect(hashSamples((await again.readPage(0)).samples)).toBe(sha256[0]);
    const [directory] = readDirectoryChain(readHeader(bytes));
    for (const tag of [Tag.t4Options, Tag.t6Options, Tag.fillOrder]) expect(directory.has(tag)).toBe(false);
  });

  it.each([
    ['ycc', 'YCbCr', 'RGB'],
    ['tiles', 'YCbCr', 'RGB'],
    ['rgb', 'RGB', 'RGB'],
    ['grey', 'grey', 'grey'],
  ])('JPEG (%s) becomes what libtiff makes of it', async (name, color, writtenColor) => {
    const document = await openImage(readFixture(`tiff/jpeg-${name}.tif`));
    expect(facts(document)).toMatchObject({ color, compression: 'JPEG', bitDepth: 8 });
    const { samples, channels } = await document.readPage(0);
    const reference = (await (await openImage(readFixture(`tiff/jpeg-${name}.rgb.tif`))).readPage(0)).samples;
    expect(Array.from(samples)).toEqual(Array.from(samples, (_, i) => reference[channels === 1 ? 3 * i : i]));
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes.map(inEnglish)).toContainEqual(expect.stringMatching(/JPEG.*read only.*Deflate/));
    const again = await openImage(bytes);
    expect(facts(again)).toEqual({ ...facts(document), color: writtenColor, compression: 'Deflate, predictor 2' });
    expect((await again.readPage(0)).samples).toEqual(samples);
  });

  it.each(['1x1', '2x1', '2x2', '4x2'])('YCbCr of %s subsampling becomes the RGB of libtiff', async (subsampling) => {
    const document = await openImage(readFixture(`tiff/ycbcr-${subsampling}.tif`));
    expect(facts(document)).toMatchObject({ color: 'YCbCr', channels: 3, colorChannels: 3, bitDepth: 8 });
    const { samples } = await document.readPage(0);
    const reference = (await (await openImage(readFixture(`tiff/ycbcr-${subsampling}.rgb.tif`))).readPage(0)).samples;
    // libtiff computes with integers, which are off by one level now and then.
    expect(Math.max(...samples.map((sample, i) => Math.abs(sample - reference[i])))).toBeLessThanOrEqual(1);
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes.map(inEnglish)).toEqual([expect.stringContaining('RGB')]);
    const again = await openImage(bytes);
    expect(facts(again)).toEqual({ ...facts(document), color: 'RGB' });
    expect((await again.readPage(0)).samples).toEqual(samples);
  });
});
