import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { featureSummary, featureTable, formatFeatures, unsupportedFeature } from '../../../src/core/codecs/features';
import { formats, openImage } from '../../../src/core/codecs/registry';
import { supportedCompressions } from '../../../src/core/codecs/tiff/compression';
import { compressionName } from '../../../src/core/codecs/tiff/names';
import { Photometric } from '../../../src/core/codecs/tiff/tags';
import { inEnglish, text } from '../../../src/core/text';
import { errorCodeOf, readFixture } from './fixtures';

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe('openImage', () => {
  it('tells the formats by content', async () => {
    expect((await openImage(readFixture('pngsuite/basn2c16.png'))).info.format).toBe('png');
    expect((await openImage(readFixture('tiff/u1-1-lzw-mm.tif'))).info.format).toBe('tiff');
  });

  it('refuses an empty file', async () => {
    expect(await errorCodeOf(openImage(new Uint8Array()))).toBe('empty-file');
  });

  it('says how to get the image behind a Git LFS pointer', async () => {
    const pointer = latin1('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n');
    expect(await errorCodeOf(openImage(pointer))).toBe('lfs-pointer');
    await expect(openImage(pointer)).rejects.toThrow('git lfs pull');
  });

  it.each([
    ['\xff\xd8\xff\xe0..JFIF', 'JPEG'],
    ['GIF89a', 'GIF'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'WebP'],
    ['hello, world\n', 'plain text'],
    ['\0\x01\x02', 'not known'],
  ])('says what %j looks like', async (text, looks) => {
    expect(await errorCodeOf(openImage(latin1(text)))).toBe('not-an-image');
    await expect(openImage(latin1(text))).rejects.toThrow(looks);
  });

  it('checks the number of pixels before decoding', async () => {
    for (const file of ['pngsuite/basn2c16.png', 'tiff/u1-1-lzw-mm.tif']) {
      expect(await errorCodeOf(openImage(readFixture(file), { maxPixels: 100 }))).toBe('too-large');
    }
  });

  it.each([
    ['docs/formats.md', featureTable()],
    ['README.md', featureSummary()],
  ])('says in %s what the table of features says', (page, expected) => {
    const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
    const [, table] = /<!-- features -->\n\n(.*?)\n\n<!-- end of features -->/s.exec(text)!;
    // The formatter aligns the columns.
    expect(table.replace(/ +/g, ' ').replace(/-{3,}/g, '---')).toBe(expected);
  });

  it('says what could be instead of what is not supported', () => {
    const { message } = unsupportedFeature('tiff', 'samples', text('It has complex numbers'));
    expect(message).toContain('It has complex numbers, which is not supported in TIFF files.');
    expect(message).toContain('unsigned integers of 1 to 16, 32 and 64 bits');
    expect(message).not.toContain('floats of 24 bits');
  });

  it('lists every compression and kind of colour that the code knows', () => {
    const names = formatFeatures.map(({ name }) => inEnglish(name)).join(', ');
    for (const { tag } of supportedCompressions()) expect(names).toContain(inEnglish(compressionName(tag)));
    for (const color of ['white', 'black', 'RGB', 'palette', 'CMYK', 'YCbCr', 'L*a*b*']) expect(names).toContain(color);
    expect(Object.values(Photometric)).toHaveLength(11);
  });

  it('lists extensions in lower case with the dot', () => {
    expect(formats.flatMap(({ extensions }) => extensions)).toEqual(['.png', '.tif', '.tiff']);
  });
});
