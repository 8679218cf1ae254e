import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../src/core/codecs/codec';
import { pngCodec } from '../../../src/core/codecs/png/pngCodec';
import { openImage } from '../../../src/core/codecs/registry';
import { errorCodeOf, hashSamples, readFixture, readJsonFixture, writeUnchanged } from './fixtures';

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly colorChannels: number;
  readonly bitDepth: number;
  readonly sha256: string;
}

const expectedFiles = Object.entries(readJsonFixture<Record<string, Expected>>('pngsuite/expected.json'));

describe('PngSuite', () => {
  it('has all 161 valid files', () => {
    expect(expectedFiles).toHaveLength(161);
  });

  it.each(expectedFiles)('%s decodes as an independent reader does', async (name, { sha256, ...shape }) => {
    const document = await openImage(readFixture(`pngsuite/${name}`));
    const raster = await document.readPage(0);
    expect(raster).toMatchObject(shape);
    expect(document.info).toMatchObject(shape);
    expect(hashSamples(raster.samples)).toBe(sha256);
  });

  it.each(expectedFiles)('%s keeps its samples, type and metadata when written', async (name, { sha256 }) => {
    const source = readFixture(`pngsuite/${name}`);
    const document = await openImage(source);
    const written = await writeUnchanged(document);
    expect(written.notes).toEqual([]);
    const again = await openImage(written.bytes);
    expect(again.info).toEqual(document.info);
    expect(hashSamples((await again.readPage(0)).samples)).toBe(sha256);
    // IHDR holds depth, colour type and interlacing.
    expect(written.bytes.subarray(0, 33)).toEqual(source.subarray(0, 33));
    expect(chunksBesidesData(written.bytes)).toEqual(chunksBesidesData(source));
  });

  it.each([
    ['xs1n0g01', 'damaged'],
    ['xs2n0g01', 'not-an-image'],
    ['xs4n0g01', 'not-an-image'],
    ['xs7n0g01', 'damaged'],
    ['xcrn0g04', 'damaged'],
    ['xlfn0g04', 'damaged'],
    ['xhdn0g08', 'damaged'],
    ['xc1n0g08', 'damaged'],
    ['xc9n2c08', 'damaged'],
    ['xd0n2c08', 'damaged'],
    ['xd3n2c08', 'damaged'],
    ['xd9n2c08', 'damaged'],
    ['xdtn0g01', 'damaged'],
    ['xcsn0g01', 'damaged'],
  ])('%s is refused as %s', async (name, code) => {
    const bytes = readFixture(`pngsuite/${name}.png`);
    expect(await errorCodeOf(openImage(bytes))).toBe(code);
    expect(await errorCodeOf(pngCodec.open(bytes, defaultLimits))).toBe('damaged');
  });
});

/** Type and data of all chunks but IDAT, in order, with one mark where the image data stand. */
function chunksBesidesData(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const chunks: string[] = [];
  for (let offset = 8; offset < bytes.length; ) {
    const length = view.getUint32(offset);
    const type = Buffer.from(bytes.subarray(offset + 4, offset + 8)).toString('latin1');
    const data = Buffer.from(bytes.subarray(offset + 8, offset + 8 + length)).toString('hex');
    if (type !== 'IDAT') chunks.push(`${type} ${data}`);
    else if (chunks.at(-1) !== 'IDAT') chunks.push('IDAT');
    offset += length + 12;
  }
  return chunks;
}
