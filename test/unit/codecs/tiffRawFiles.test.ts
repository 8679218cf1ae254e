import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import type { Directory } from '../../../src/core/codecs/tiff/directory';
import { readDirectory, readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { pointedDirectories } from '../../../src/core/codecs/tiff/pointers';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter } from '../../../src/core/codecs/tiff/tiffWriter';
import { inEnglish, text } from '../../../src/core/text';
import { altered, errorCodeOf, writeUnchanged } from './fixtures';
import { appendPicture as append, rawFile, type Tags } from './rawFile';

const subIfdsOf = (bytes: Uint8Array): Directory[] => {
  const header = readHeader(bytes);
  return pointedDirectories(header, readDirectoryChain(header)[0]!.find(Tag.subIfds)!);
};

const dataOf = (directory: Directory) => {
  const [offset, length] = [directory.number(Tag.stripOffsets)!, directory.number(Tag.stripByteCounts)!];
  return [...directory.source.slice(offset, length, text('strip'))];
};

describe('a picture behind a preview', () => {
  it.each([
    [
      'a colour filter array',
      { [Tag.photometricInterpretation]: [32803] },
      1,
      { channels: 1, mosaic: { width: 2, height: 2 } },
    ],
    [
      'linear raw data of three colours',
      { [Tag.photometricInterpretation]: [34892] },
      3,
      { channels: 3, colorChannels: 3 },
    ],
    ['linear raw data of four colours', { [Tag.photometricInterpretation]: [34892] }, 4, { colorChannels: 4 }],
    ['linear raw data of one colour', { [Tag.photometricInterpretation]: [34892] }, 1, { colorChannels: 1 }],
    ['RGB', {}, 3, { channels: 3, colorChannels: 3 }],
  ])('is denoised, and previews are copied: %s', async (_what, raw, channels, info) => {
    for (const big of [false, true]) {
      const source = rawFile(raw, channels, {}, big);
      const document = await openImage(source);
      expect(document.info).toMatchObject({ pages: 1, width: 12, height: 10, orientation: 6, ...info });
      const { bytes, notes } = await document.write(async () =>
        altered(await document.readPage(0), (samples) => samples.fill(9)),
      );
      expect(notes.map(inEnglish)).toEqual([expect.stringMatching(/previews.*before denoising/)]);
      expect((await openImage(bytes)).info).toEqual(document.info);
      const [before, after] = [subIfdsOf(source), subIfdsOf(bytes)];
      expect(after).toHaveLength(2);
      expect(dataOf(after[0]!)).toEqual(dataOf(before[0]!));
      expect(new Set(dataOf(after[1]!))).toEqual(new Set([9]));
      const [preview] = readDirectoryChain(readHeader(bytes));
      expect(dataOf(preview!)).toEqual(dataOf(readDirectoryChain(readHeader(source))[0]!));
    }
  });

  it('loses the checksums of the camera’s data', async () => {
    const source = rawFile({ [Tag.newRawImageDigest]: [1, 2, 3, 4] }, 1, { [Tag.rawImageDigest]: [1, 2, 3, 4] });
    const { bytes, notes } = await writeUnchanged(await openImage(source));
    expect(notes.map(inEnglish)).toContainEqual(expect.stringContaining('checksums'));
    expect(readDirectoryChain(readHeader(bytes))[0]!.has(Tag.rawImageDigest)).toBe(false);
    expect(subIfdsOf(bytes)[1]!.has(Tag.newRawImageDigest)).toBe(false);
  });

  it.each<[string, RegExp, Tags]>([
    ['Nikon’s compression', /34713/, { [Tag.photometricInterpretation]: [32803], [Tag.compression]: [34713] }],
    ['lossless JPEG', /JPEG with 1 channels of 16 bits/, { [Tag.compression]: [7], [Tag.bitsPerSample]: [16] }],
    [
      'an array of 6x6',
      /repeats after 6x6/,
      { [Tag.photometricInterpretation]: [32803], [Tag.cfaRepeatPatternDim]: [6, 6] },
    ],
    ['staggered pixels', /staggered/, { [Tag.photometricInterpretation]: [32803], [Tag.cfaLayout]: [2] }],
  ])('is refused by name when it cannot be read: %s', async (_what, message, raw) => {
    expect(await errorCodeOf(openImage(rawFile(raw)))).toBe('unsupported');
    await expect(openImage(rawFile(raw))).rejects.toThrow(message);
  });

  it('is refused when the pages beside it are only previews', async () => {
    const writer = new TiffWriter(true, false);
    const pages = [
      append(writer, 4, 3, { [Tag.newSubfileType]: [1] }),
      append(writer, 12, 10, { [Tag.compression]: [65535] }),
    ];
    pages[0]!.linkTo(pages[1]!);
    await expect(openImage(writer.finish(pages[0]!))).rejects.toThrow(/65535/);
  });

  it('is refused as Canon’s raw file', async () => {
    const bytes = rawFile({});
    const moved = Uint8Array.from([...bytes.subarray(0, 8), 0x43, 0x52, 2, 0, ...bytes.subarray(12)]);
    await expect(openImage(moved)).rejects.toThrow(/Canon/);
  });
});

describe('SubIFDs', () => {
  it('of the size of their page are pictures of their own', async () => {
    const writer = new TiffWriter(true, false);
    const second = append(writer, 12, 10, { [Tag.imageDescription]: [1] });
    const smaller = append(writer, 6, 5);
    const page = append(writer, 12, 10, { [Tag.subIfds]: [second.offset, smaller.offset] });
    const document = await openImage(writer.finish(page));
    expect(document.info.pages).toBe(2);
    const { bytes } = await document.write(async (index) =>
      altered(await document.readPage(index), (samples) => samples.fill(index + 1)),
    );
    const again = await openImage(bytes);
    expect(again.info.pages).toBe(2);
    expect((await again.readPage(1)).samples[5]).toBe(2);
    expect(subIfdsOf(bytes)[0]!.has(Tag.imageDescription)).toBe(true);
  });

  it('of a page that is copied are copied with those inside and behind them', async () => {
    const writer = new TiffWriter(true, false);
    const innermost = append(writer, 2, 2);
    const linked = append(writer, 3, 2);
    const inner = append(writer, 4, 2, { [Tag.subIfds]: [innermost.offset] });
    inner.linkTo(linked);
    const source = writer.finish(append(writer, 12, 10, { [Tag.subIfds]: [inner.offset] }));
    const { bytes, notes } = await (await openImage(source)).write(async () => undefined);
    expect(notes).toEqual([]);
    const copied = subIfdsOf(bytes);
    expect(copied.map((directory) => directory.number(Tag.imageWidth))).toEqual([4, 3]);
    const deepest = readDirectory(readHeader(bytes), copied[0]!.number(Tag.subIfds)!);
    expect(dataOf(deepest)).toHaveLength(4);
  });

  it('that run in a circle end', async () => {
    const writer = new TiffWriter(true, false);
    const bytes = writer.finish(append(writer, 12, 10, { [Tag.subIfds]: [0] }));
    const header = readHeader(bytes);
    const [page] = readDirectoryChain(header);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(
      page!.find(Tag.subIfds)!.place!,
      header.firstDirectory,
      true,
    );
    const { notes } = await (await openImage(bytes)).write(async () => undefined);
    expect(notes.map(inEnglish)).toContainEqual(expect.stringContaining('SubIFDs'));
  });
});

it('a thumbnail of EXIF, in old-style JPEG, is copied', async () => {
  const writer = new TiffWriter(true, false);
  const picture = append(writer, 12, 10);
  const stream = Uint8Array.of(0xff, 0xd8, 1, 2, 3, 0xff, 0xd9);
  const thumbnail = writer.appendDirectory([
    writer.numbers(Tag.compression, FieldType.short, [6]),
    writer.numbers(Tag.jpegInterchangeFormat, FieldType.long, [writer.append(stream)]),
    writer.numbers(Tag.jpegInterchangeFormatLength, FieldType.long, [stream.length]),
  ]);
  picture.linkTo(thumbnail);
  const { bytes } = await writeUnchanged(await openImage(writer.finish(picture)));
  const copied = readDirectoryChain(readHeader(bytes))[1]!;
  const at = copied.number(Tag.jpegInterchangeFormat)!;
  expect([...bytes.subarray(at, at + stream.length)]).toEqual([...stream]);
});
