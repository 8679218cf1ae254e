import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import type { Directory } from '../../../src/core/codecs/tiff/directory';
import { readDirectory, readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter } from '../../../src/core/codecs/tiff/tiffWriter';
import { inEnglish, text } from '../../../src/core/text';
import { altered, errorCodeOf, facts, readFixture, writeUnchanged } from './fixtures';
import { makePages, makeTiff } from './makeTiff';

const firstDirectory = (bytes: Uint8Array) => readDirectoryChain(readHeader(bytes))[0]!;

describe('writing TIFF', () => {
  it.each(['tiles-u2-lzw2-mm.tif', 'planar-strips-u2.tif', 'big-strips-u1.tif', 'pages-mm.tif'])(
    '%s keeps every tag but the places of its data',
    async (name) => {
      const source = readFixture(`tiff/${name}`);
      const { bytes } = await writeUnchanged(await openImage(source));
      const places = new Set<number>([Tag.stripOffsets, Tag.stripByteCounts, Tag.tileOffsets, Tag.tileByteCounts]);
      const kept = (directory: Directory) =>
        directory.fields.filter(({ tag }) => !places.has(tag)).map(({ tag, type, data }) => [tag, type, ...data]);
      const pages = readDirectoryChain(readHeader(source)).map(kept);
      expect(readDirectoryChain(readHeader(bytes)).map(kept)).toEqual(pages);
    },
  );

  it('copies the EXIF directory and the one inside it', async () => {
    const source = makeTiff({}, undefined, (writer) => {
      const inner = writer.appendDirectory([writer.numbers(1, FieldType.short, [42])]);
      const exif = writer.appendDirectory([
        writer.numbers(0x8827, FieldType.short, [800]),
        writer.numbers(Tag.interoperabilityIfd, FieldType.long, [inner.offset]),
      ]);
      return [writer.numbers(Tag.exifIfd, FieldType.long, [exif.offset])];
    });
    const { bytes, notes } = await writeUnchanged(await openImage(source));
    const header = readHeader(bytes);
    const exif = readDirectory(header, firstDirectory(bytes).number(Tag.exifIfd)!);
    expect(exif.number(0x8827)).toBe(800);
    expect(readDirectory(header, exif.number(Tag.interoperabilityIfd)!).number(1)).toBe(42);
    expect(notes).toEqual([]);
  });

  it('copies the SubIFDs of a page that is left as it is, but not those of a changed one', async () => {
    const source = makeTiff({}, undefined, (writer) => {
      const thumbnail = Uint8Array.of(9, 8);
      const inner = writer.appendDirectory([
        writer.numbers(Tag.imageWidth, FieldType.short, [2]),
        writer.numbers(Tag.imageLength, FieldType.short, [1]),
        writer.numbers(Tag.stripOffsets, FieldType.long, [writer.append(thumbnail)]),
        writer.numbers(Tag.stripByteCounts, FieldType.long, [thumbnail.length]),
      ]);
      return [writer.numbers(Tag.subIfds, FieldType.long, [inner.offset])];
    });
    const document = await openImage(source);
    const { bytes, notes } = await document.write(async () => undefined);
    expect(notes).toEqual([]);
    const header = readHeader(bytes);
    const copied = readDirectory(header, firstDirectory(bytes).number(Tag.subIfds)!);
    expect([...header.source.slice(copied.number(Tag.stripOffsets)!, 2, text('strip'))]).toEqual([9, 8]);
    const changed = await writeUnchanged(document);
    expect(changed.notes.map(inEnglish)).toEqual([expect.stringContaining('before denoising')]);
    expect(firstDirectory(changed.bytes).has(Tag.subIfds)).toBe(false);
  });

  it("leaves out Photoshop's layers, which Photoshop would show instead of the result", async () => {
    const document = await openImage(makeTiff({ [Tag.imageSourceData]: [1, 2, 3] }));
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes.map(inEnglish)).toEqual([expect.stringContaining('layers')]);
    expect(firstDirectory(bytes).has(Tag.imageSourceData)).toBe(false);
    const untouched = await document.write(async () => undefined);
    expect(firstDirectory(untouched.bytes).numbers(Tag.imageSourceData)).toEqual([1, 2, 3]);
  });

  it('writes strips that are not in the source, as zeros, and says so', async () => {
    const document = await openImage(
      makeTiff({ [Tag.rowsPerStrip]: [1], [Tag.stripOffsets]: [8, 0], [Tag.stripByteCounts]: [4, 0] }),
    );
    expect([...(await document.readPage(0)).samples]).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes.map(inEnglish)).toEqual([expect.stringContaining('zeros')]);
    expect([...(await (await openImage(bytes)).readPage(0)).samples]).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
  });

  it.each([[[0]], [undefined]])('reads and copies uncompressed strips of byte counts %j', async (byteCounts) => {
    const document = await openImage(makeTiff({ [Tag.stripByteCounts]: byteCounts }));
    const copied = await openImage((await document.write(async () => undefined)).bytes);
    for (const file of [document, copied]) {
      expect([...(await file.readPage(0)).samples]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });

  it("writes a MetaMorph stack page by page, without MetaMorph's tables", async () => {
    const planes = Uint8Array.from({ length: 24 }, (_, i) => i);
    const rational = { type: FieldType.rational, data: new Uint8Array(24), count: 3 };
    const tables = [Tag.metaMorph1, Tag.metaMorph2].map((tag) => ({ ...rational, tag }));
    const document = await openImage(makeTiff({ [Tag.stripByteCounts]: [8] }, planes, () => tables));
    expect(document.info.pages).toBe(3);
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes.map(inEnglish)).toEqual([expect.stringContaining('page by page')]);
    expect(firstDirectory(bytes).has(Tag.metaMorph2)).toBe(false);
    const again = await openImage(bytes);
    expect(again.info).toEqual(document.info);
    for (let i = 0; i < 3; i++) {
      expect([...(await again.readPage(i)).samples]).toEqual([...planes.subarray(8 * i, 8 * i + 8)]);
    }
  });

  it('leaves out SubIFDs and metadata that cannot be read, and says so', async () => {
    const source = makeTiff({ [Tag.subIfds]: [8], [Tag.gpsIfd]: [999_999] });
    const { bytes, notes } = await writeUnchanged(await openImage(source));
    expect(notes).toHaveLength(2);
    expect(firstDirectory(bytes).has(Tag.subIfds)).toBe(false);
    expect(firstDirectory(bytes).has(Tag.gpsIfd)).toBe(false);
  });

  it('writes a palette image as RGB of 16 bits when a colour is new', async () => {
    const document = await openImage(readFixture('tiff/palette-4bit.tif'));
    const result = altered(await document.readPage(0), (samples) => samples.set([1, 2, 3], 30));
    const { bytes, notes } = await document.write(async () => result);
    expect(notes).toHaveLength(1);
    const again = await openImage(bytes);
    expect(facts(again)).toMatchObject({ color: 'RGB', bitDepth: 16, compression: 'none' });
    expect((await again.readPage(0)).samples).toEqual(result.samples);
  });

  it('keeps a palette image whose new colours are all in the palette', async () => {
    const document = await openImage(readFixture('tiff/palette-4bit.tif'));
    const result = altered(await document.readPage(0), (samples) => samples.copyWithin(0, 30, 33));
    const { bytes, notes } = await document.write(async () => result);
    expect(notes).toEqual([]);
    const again = await openImage(bytes);
    expect(again.info).toEqual(document.info);
    expect((await again.readPage(0)).samples).toEqual(result.samples);
  });

  it('keeps an ImageJ stack in one piece behind one directory', async () => {
    const source = readFixture('tiff/imagej-stack.tif');
    const document = await openImage(source);
    const { bytes } = await document.write(async (index) =>
      altered(await document.readPage(index), (samples) => samples.fill(index + 1)),
    );
    expect(readDirectoryChain(readHeader(bytes))).toHaveLength(1);
    const again = await openImage(bytes);
    expect(again.info.pages).toBe(4);
    for (let i = 0; i < 4; i++) expect(new Set((await again.readPage(i)).samples)).toEqual(new Set([i + 1]));
  });
});

describe('writing BigTIFF', () => {
  const size = { [Tag.imageWidth]: [10_000], [Tag.imageLength]: [10_000], [Tag.bitsPerSample]: [32] };

  it('is done for a classic source whose result may not fit, and said', async () => {
    const document = await openImage(makePages(...Array.from({ length: 11 }, () => size)));
    const { bytes, notes } = await document.write(async () => undefined);
    expect(notes.map(inEnglish)).toEqual([expect.stringContaining('BigTIFF')]);
    expect(readHeader(bytes).big).toBe(true);
    expect((await openImage(bytes)).info).toEqual(document.info);
  });

  it('is not done for one that fits', async () => {
    const document = await openImage(makePages(...Array.from({ length: 10 }, () => size)));
    expect(readHeader((await document.write(async () => undefined)).bytes).big).toBe(false);
  });
});

describe('TIFF pages that cannot be decoded', () => {
  const unknown = { [Tag.compression]: [34712], [Tag.fillOrder]: [2] };

  it('are passed over in reading and copied byte for byte in writing', async () => {
    const source = makePages(unknown, {}, unknown, {});
    const document = await openImage(source);
    expect(document.info.pages).toBe(2);
    expect(document.info.unreadable).toEqual([
      { position: 0, reason: expect.stringContaining('JPEG 2000') },
      { position: 2, reason: expect.stringContaining('JPEG 2000') },
    ]);
    const { bytes, notes } = await document.write(async (index) =>
      altered(await document.readPage(index), (samples) => samples.fill(index + 1)),
    );
    expect(notes.map(inEnglish)).toEqual([
      expect.stringMatching(/^Page 1 .*copied/),
      expect.stringMatching(/^Page 3 .*copied/),
    ]);
    const again = await openImage(bytes);
    expect(again.info).toEqual(document.info);
    for (const page of [0, 1]) expect(new Set((await again.readPage(page)).samples)).toEqual(new Set([page + 1]));
    const header = readHeader(bytes);
    const copied = readDirectoryChain(header)[2];
    expect([...header.source.slice(copied.number(Tag.stripOffsets)!, 8, text('strip'))]).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(copied.number(Tag.fillOrder)).toBe(2);
  });

  it('are left out with a note when their data cannot be found', async () => {
    const document = await openImage(makePages({}, { ...unknown, [Tag.stripOffsets]: [999_999] }));
    const { bytes, notes } = await writeUnchanged(document);
    expect(notes.map(inEnglish)).toEqual([expect.stringMatching(/^Page 2 is left out/)]);
    expect((await openImage(bytes)).info).toMatchObject({ pages: 1 });
  });

  it.each<[string, Record<number, number[] | undefined>]>([
    ['more byte counts than strips', { [Tag.stripByteCounts]: [8, 0, 0] }],
    ['no byte counts', { [Tag.stripByteCounts]: undefined }],
    ['byte counts of 0', { [Tag.stripByteCounts]: [0] }],
    [
      'tiles of no size beside strips',
      { [Tag.tileWidth]: [0], [Tag.tileLength]: [0], [Tag.tileOffsets]: [0], [Tag.tileByteCounts]: [0, 0] },
    ],
    ['strips of no rows', { [Tag.rowsPerStrip]: [0] }],
  ])('are copied when they are readable, though with %s', async (_what, tags) => {
    const source = await openImage(makePages({}, tags));
    const { bytes, notes } = await source.write(async () => undefined);
    expect(notes).toEqual([]);
    const again = await openImage(bytes);
    expect(await again.readPage(1)).toEqual(await source.readPage(1));
    const copied = readDirectoryChain(readHeader(bytes))[1]!;
    expect(copied.numbers(Tag.stripByteCounts)).toEqual([8]);
    for (const tag of [Tag.tileWidth, Tag.tileLength, Tag.tileOffsets]) expect(copied.has(tag)).toBe(false);
    expect(copied.number(Tag.rowsPerStrip)).not.toBe(0);
  });

  it('end where their data do, though nothing says where that is', async () => {
    const writer = new TiffWriter(true, false);
    const packed = Uint8Array.of(7, 1, 2, 3, 4, 5, 6, 7, 8);
    const pages = [[packed.length], undefined].map((byteCounts) => {
      const offset = writer.append(packed);
      const numbers = {
        ...{ [Tag.imageWidth]: [4], [Tag.imageLength]: [2], [Tag.bitsPerSample]: [8], [Tag.compression]: [32773] },
        ...{ [Tag.photometricInterpretation]: [1], [Tag.stripOffsets]: [offset] },
        ...(byteCounts && { [Tag.stripByteCounts]: byteCounts }),
      };
      return writer.appendDirectory(
        Object.entries(numbers).map(([tag, values]) => writer.numbers(Number(tag), FieldType.long, values)),
      );
    });
    pages[0]!.linkTo(pages[1]!);
    const source = await openImage(writer.finish(pages[0]!));
    const { bytes } = await source.write(async () => undefined);
    const [, copied] = readDirectoryChain(readHeader(bytes));
    // PackBits codes rows by themselves.
    expect(copied!.numbers(Tag.stripByteCounts)).toEqual([10]);
    expect(await (await openImage(bytes)).readPage(1)).toEqual(await source.readPage(1));
  });

  it('leave a page as it is when no raster is given for it', async () => {
    const source = readFixture('tiff/pages-mm.tif');
    const document = await openImage(source);
    const { bytes, notes } = await document.write(async () => undefined);
    expect(notes).toEqual([]);
    const again = await openImage(bytes);
    for (let i = 0; i < document.info.pages; i++) expect(await again.readPage(i)).toEqual(await document.readPage(i));
  });
});

describe('refusing TIFF', () => {
  it.each<[string, string, RegExp, () => Uint8Array]>([
    [
      'JPEG 2000',
      'unsupported',
      /compression \(tag 259\) is 34712 \(JPEG 2000/,
      () => makeTiff({ [Tag.compression]: [34712] }),
    ],
    ['JPEG of no JPEG', 'damaged', /JPEG data/, () => makeTiff({ [Tag.compression]: [7] })],
    [
      'JPEG of 16 bits',
      'unsupported',
      /16 bits/,
      () => makeTiff({ [Tag.compression]: [7], [Tag.bitsPerSample]: [16] }),
    ],
    ['LogLuv', 'unsupported', /262.*32845 \(LogLuv/, () => makeTiff({ [Tag.photometricInterpretation]: [32845] })],
    ['L* alone', 'unsupported', /L\*a\*b\* has 1 samples/, () => makeTiff({ [Tag.photometricInterpretation]: [8] })],
    ['depths without a value', 'damaged', /tag 258 has no value/, () => makeTiff({ [Tag.bitsPerSample]: [] })],
    ['a format without a value', 'damaged', /tag 339 has no value/, () => makeTiff({ [Tag.sampleFormat]: [] })],
    ['WebP', 'unsupported', /259\) is 50001 \(WebP/, () => makeTiff({ [Tag.compression]: [50001] })],
    [
      'two inks',
      'unsupported',
      /not cyan/,
      () => makeTiff({ [Tag.photometricInterpretation]: [5], [Tag.samplesPerPixel]: [2] }),
    ],
    [
      '16-bit YCbCr',
      'unsupported',
      /YCbCr has 1 samples/,
      () => makeTiff({ [Tag.photometricInterpretation]: [6], [Tag.samplesPerPixel]: [1] }),
    ],
    ['fax of 8 bits', 'damaged', /fax/, () => makeTiff({ [Tag.compression]: [4] })],
    [
      'a fax code that does not exist',
      'damaged',
      /row 0, there is a code/,
      () => makeTiff({ [Tag.compression]: [2], [Tag.bitsPerSample]: [1] }, Uint8Array.of(0, 255, 255)),
    ],
    [
      'different depths',
      'unsupported',
      /5, 6, 5/,
      () => makeTiff({ [Tag.bitsPerSample]: [5, 6, 5], [Tag.samplesPerPixel]: [3] }),
    ],
    ['complex samples', 'unsupported', /complex/, () => makeTiff({ [Tag.sampleFormat]: [5] })],
    [
      'floats of 24 bits',
      'unsupported',
      /24-bit floats/,
      () => makeTiff({ [Tag.bitsPerSample]: [24], [Tag.sampleFormat]: [3] }),
    ],
    ['an odd predictor', 'unsupported', /317/, () => makeTiff({ [Tag.compression]: [8], [Tag.predictor]: [9] })],
    [
      'a page without pixels',
      'unsupported',
      /No strip/,
      () => makeTiff({ [Tag.stripOffsets]: [0], [Tag.stripByteCounts]: [0] }),
    ],
    [
      'an empty strip after another',
      'truncated',
      /Strip 1 has 0 bytes/,
      () =>
        makeTiff({
          ...{ [Tag.compression]: [8], [Tag.rowsPerStrip]: [1] },
          ...{ [Tag.stripOffsets]: [8, 12], [Tag.stripByteCounts]: [4, 0] },
        }),
    ],
    ['a strip outside of the file', 'truncated', /Strip 0/, () => makeTiff({ [Tag.stripOffsets]: [100_000] })],
    ['a strip that is too short', 'truncated', /Strip 0/, () => makeTiff({}, Uint8Array.of(1, 2, 3, 4, 5))],
    ['too few strips', 'damaged', /needs 2 strips/, () => makeTiff({ [Tag.rowsPerStrip]: [1] })],
    ['no width', 'damaged', /no width/, () => makeTiff({ [Tag.imageWidth]: undefined })],
    ['tiles of no height', 'damaged', /tiles/, () => makeTiff({ [Tag.tileWidth]: [16], [Tag.tileLength]: [0] })],
    [
      'RGB of one channel',
      'damaged',
      /RGB/,
      () => makeTiff({ [Tag.photometricInterpretation]: [2], [Tag.samplesPerPixel]: [1] }),
    ],
    ['no palette', 'damaged', /320/, () => makeTiff({ [Tag.photometricInterpretation]: [3] })],
    [
      'too many pixels',
      'too-large',
      /megapixels/,
      () => makeTiff({ [Tag.imageWidth]: [20_000], [Tag.imageLength]: [20_000] }),
    ],
    [
      'too many channels',
      'too-large',
      /60000 channels.*million values/,
      () => makeTiff({ [Tag.imageWidth]: [200], [Tag.imageLength]: [200], [Tag.samplesPerPixel]: [60_000] }),
    ],
    [
      'a size that its data cannot hold',
      'truncated',
      /cannot hold/,
      () => makeTiff({ [Tag.imageWidth]: [10_000], [Tag.imageLength]: [10_000] }),
    ],
    [
      'an LZW code not in the table',
      'damaged',
      /LZW code/,
      () => makeTiff({ [Tag.compression]: [5] }, Uint8Array.of(0x80, 0x7f, 0xff, 0xff)),
    ],
  ])('%s as %s', async (_what, code, message, make) => {
    const open = async () => (await openImage(make())).readPage(0);
    expect(await errorCodeOf(open())).toBe(code);
    await expect(open()).rejects.toThrow(message);
  });

  it('pages that point at the same long list of strips', async () => {
    const writer = new TiffWriter(true, false);
    const listAt = writer.append(new Uint8Array(4000));
    const field = writer.numbers(Tag.stripOffsets, FieldType.long, Array(1000).fill(0));
    const pages = Array.from({ length: 40 }, () => writer.appendDirectory([{ ...field, data: new Uint8Array(4) }]));
    pages.slice(1).forEach((page, i) => {
      pages[i].linkTo(page);
    });
    const bytes = writer.finish(pages[0]);
    // The value of the only field of each directory becomes the place of the one list.
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (const { offset } of pages) view.setUint32(offset + 10, listAt, true);
    await expect(openImage(bytes)).rejects.toThrow(/share their lists/);
  });
});
