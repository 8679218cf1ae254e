import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { readFixture } from './fixtures';
import { makeTiff } from './makeTiff';

const firstPage = async (bytes: Uint8Array) => (await openImage(bytes)).readPage(0);
const ascii = (text: string) => [...new TextEncoder().encode(text), 0];

describe('the value for "no measurement" of a TIFF page', () => {
  it.each([
    ['-9999', -9999],
    ['0', 0],
    ['-3.4028234663852886e+38', -3.4028234663852886e38],
    [' 255 ', 255],
    ['1e20', 1e20],
    ['-32768,0', -32768],
    ['nan', undefined],
    ['inf', undefined],
    ['', undefined],
    ['none', undefined],
  ])('is read of %j', async (written, expected) => {
    const bytes = makeTiff({}, undefined, (writer) => [
      writer.numbers(Tag.gdalNoData, FieldType.ascii, ascii(written)),
    ]);
    expect((await firstPage(bytes)).noData).toBe(expected);
  });

  it('is none where the tag is not a text', async () => {
    expect((await firstPage(makeTiff({ [Tag.gdalNoData]: [7] }))).noData).toBeUndefined();
  });
});

describe('alpha', () => {
  const pixels = Uint8Array.from({ length: 4 * 2 * 5 }, (_, i) => i);
  it.each([
    [4, 2, [2], { channel: 3, associated: false }],
    [4, 2, [1], { channel: 3, associated: true }],
    [4, 2, [0], undefined],
    [4, 2, undefined, undefined],
    [5, 2, [0, 1], { channel: 4, associated: true }],
    [2, 1, [2], { channel: 1, associated: false }],
  ])('of a TIFF page with %i samples, photometric %i, ExtraSamples %j', async (samples, photometric, extra, alpha) => {
    const tags = { [Tag.samplesPerPixel]: [samples], [Tag.photometricInterpretation]: [photometric] };
    const bytes = makeTiff({ ...tags, [Tag.extraSamples]: extra }, pixels.slice(0, 8 * samples));
    expect((await firstPage(bytes)).alpha).toEqual(alpha);
  });

  it.each([
    ['basn4a08', { channel: 1, associated: false }],
    ['basn6a16', { channel: 3, associated: false }],
    ['tbrn2c08', { channel: 3, associated: false }],
    ['tbbn3p08', { channel: 3, associated: false }],
    ['basn2c08', undefined],
  ])('of %s.png', async (name, alpha) => {
    expect((await firstPage(readFixture(`pngsuite/${name}.png`))).alpha).toEqual(alpha);
  });
});
