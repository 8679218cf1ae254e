import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { hashSamples, readFixture, readJsonFixture, writeUnchanged } from './fixtures';

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

const expectedFiles = Object.entries(readJsonFixture<Record<string, Expected>>('tiff/expected.json'));

describe('generated TIFF files', () => {
  it.each(expectedFiles)('%s decodes to the samples it was made from', async (name, { sha256, ...shape }) => {
    const document = await openImage(readFixture(`tiff/${name}`));
    expect(document.info).toMatchObject({ ...shape, format: 'tiff', pages: sha256.length });
    expect(await document.readPage(0)).toMatchObject(shape);
    for (const [index, hash] of sha256.entries()) {
      expect(hashSamples((await document.readPage(index)).samples)).toBe(hash);
    }
  });

  it.each(expectedFiles)('%s keeps samples, byte order and layout when written', async (name, { sha256 }) => {
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
});
