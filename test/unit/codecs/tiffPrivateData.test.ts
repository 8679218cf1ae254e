import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { readDirectory, readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter } from '../../../src/core/codecs/tiff/tiffWriter';
import { inEnglish } from '../../../src/core/text';
import { writeUnchanged } from './fixtures';

const width = 16;
const hidden = Uint8Array.from({ length: 40 }, (_, i) => 200 - i);

/** A page whose fields `add` may complete, after what is not in any tag was put into the file. */
function withHidden(
  add: (writer: TiffWriter, hiddenAt: number) => ReturnType<TiffWriter['numbers']>[],
  big = false,
): Uint8Array {
  const writer = new TiffWriter(true, big);
  const pixels = Uint8Array.from({ length: width * 4 }, (_, i) => i * 3);
  const strip = writer.append(pixels);
  const hiddenAt = writer.append(hidden);
  const fields = [
    writer.numbers(Tag.imageWidth, FieldType.short, [width]),
    writer.numbers(Tag.imageLength, FieldType.short, [4]),
    writer.numbers(Tag.bitsPerSample, FieldType.short, [8]),
    writer.numbers(Tag.photometricInterpretation, FieldType.short, [1]),
    writer.offsets(Tag.stripOffsets, [strip]),
    writer.offsets(Tag.stripByteCounts, [pixels.length]),
    ...add(writer, hiddenAt),
  ];
  return writer.finish(writer.appendDirectory(fields));
}

const place = (source: Uint8Array) => source.findIndex((_, i) => hidden.every((byte, j) => source[i + j] === byte));

async function result(source: Uint8Array) {
  const document = await openImage(source);
  const { bytes, notes } = await writeUnchanged(document);
  expect((await (await openImage(bytes)).readPage(0)).samples).toEqual((await document.readPage(0)).samples);
  return { bytes, notes: notes.map(inEnglish) };
}

const tag = 65001;

describe('data that no known tag accounts for', () => {
  it.each([
    ['a private LONG', false, (writer: TiffWriter, at: number) => [writer.numbers(tag, FieldType.long, [at])]],
    ['a private LONG8', true, (writer: TiffWriter, at: number) => [writer.numbers(tag, FieldType.long8, [at + 3])]],
    [
      'a block of Zeiss LSM',
      false,
      (_writer: TiffWriter, at: number) => {
        const data = new Uint8Array(60);
        new DataView(data.buffer).setUint32(20, at, true);
        return [{ tag: 34412, type: FieldType.byte, count: data.length, data }];
      },
    ],
  ])('stay at their place when %s points at them', async (_what, big, add) => {
    const source = withHidden(add, big);
    const { bytes, notes } = await result(source);
    expect(place(bytes)).toBe(place(source));
    expect(notes).toEqual([]);
  });

  it('stay when other tags have places past the end of the file', async () => {
    const source = withHidden((writer, at) => [
      writer.numbers(tag, FieldType.long, [at, 0xfffffff0]),
      writer.numbers(Tag.tileOffsets, FieldType.long, [0x7fffffff]),
      writer.numbers(Tag.tileByteCounts, FieldType.long, [40]),
      {
        tag: 34412,
        type: FieldType.byte,
        count: 16,
        data: Uint8Array.from({ length: 16 }, (_, i) => (i === 2 ? 1 : 0)),
      },
    ]);
    const { bytes } = await result(source);
    expect(place(bytes)).toBe(place(source));
  });

  it('are given up when nothing points at them', async () => {
    const { bytes, notes } = await result(withHidden((writer) => [writer.numbers(tag, FieldType.long, [3])]));
    expect(place(bytes)).toBe(-1);
    expect(notes).toEqual([]);
  });

  it('are followed from one to the next', async () => {
    const writer = new TiffWriter(true, false);
    const strip = writer.append(new Uint8Array(width * 4));
    const end = writer.append(hidden);
    // A claimed block between them makes them two.
    const claimed = writer.append(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const first = writer.numbers(0, FieldType.long, [end, 0, 0]).data;
    const start = writer.append(first);
    const source = writer.finish(
      writer.appendDirectory([
        writer.numbers(Tag.imageWidth, FieldType.short, [width]),
        writer.numbers(Tag.imageLength, FieldType.short, [4]),
        writer.numbers(Tag.bitsPerSample, FieldType.short, [8]),
        writer.numbers(Tag.rowsPerStrip, FieldType.short, [4]),
        writer.numbers(Tag.stripOffsets, FieldType.long, [strip, claimed]),
        writer.numbers(Tag.stripByteCounts, FieldType.long, [width * 4, 8]),
        writer.numbers(tag, FieldType.long, [start]),
      ]),
    );
    expect(place((await result(source)).bytes)).toBe(end);
  });

  it('stay behind the header of ScanImage’s files, in both byte orders', async () => {
    for (const littleEndian of [true, false]) {
      const writer = new TiffWriter(littleEndian, true);
      const block = new Uint8Array(16 + hidden.length);
      new DataView(block.buffer).setUint32(0, 117637889, littleEndian);
      block.set(hidden, 16);
      writer.append(block);
      const strip = writer.append(new Uint8Array(width * 4));
      const page = writer.appendDirectory([
        writer.numbers(Tag.imageWidth, FieldType.short, [width]),
        writer.numbers(Tag.imageLength, FieldType.short, [4]),
        writer.numbers(Tag.bitsPerSample, FieldType.short, [8]),
        writer.offsets(Tag.stripOffsets, [strip]),
        writer.offsets(Tag.stripByteCounts, [width * 4]),
      ]);
      const { bytes } = await result(writer.finish(page));
      expect([...bytes.subarray(16, 16 + block.length)]).toEqual([...block]);
    }
  });

  it('stay behind the header of Micro-Manager’s files, with what they have places of but the index', async () => {
    const writer = new TiffWriter(true, false);
    const numbers = writer.numbers(0, FieldType.long, [54773648, 90, 483765892, 0, 99384722, 0, 2355492, 4, 7]);
    const at = writer.append(numbers.data);
    const strip = writer.append(new Uint8Array(width * 4));
    const settings = writer.append(hidden);
    const page = writer.appendDirectory([
      writer.numbers(Tag.imageWidth, FieldType.short, [width]),
      writer.numbers(Tag.imageLength, FieldType.short, [4]),
      writer.numbers(Tag.bitsPerSample, FieldType.short, [8]),
      writer.offsets(Tag.stripOffsets, [strip]),
      writer.offsets(Tag.stripByteCounts, [width * 4]),
    ]);
    const source = writer.finish(page);
    new DataView(source.buffer).setUint32(at + 12, settings, true);
    const { bytes, notes } = await result(source);
    expect(notes).toEqual([expect.stringContaining('index')]);
    expect(place(bytes)).toBe(settings);
    expect([...bytes.subarray(at, at + 8)]).toEqual(Array(8).fill(0));
    expect([...bytes.subarray(at + 8, at + 36)]).toEqual([...source.subarray(at + 8, at + 36)]);
  });

  it('may be an EXIF maker note, which stays where its places are right', async () => {
    const note = Uint8Array.from({ length: 50 }, (_, i) => i + 1);
    const source = withHidden((writer) => {
      const exif = writer.appendDirectory([
        { tag: Tag.makerNote, type: FieldType.undefined, count: note.length, data: note },
        writer.numbers(0x8827, FieldType.short, [800]),
      ]);
      return [writer.numbers(Tag.exifIfd, FieldType.long, [exif.offset])];
    });
    const noteOf = (bytes: Uint8Array) => {
      const header = readHeader(bytes);
      const exif = readDirectory(header, readDirectoryChain(header)[0]!.number(Tag.exifIfd)!);
      expect(exif.number(0x8827)).toBe(800);
      return exif.find(Tag.makerNote)!;
    };
    const { bytes } = await result(source);
    expect(noteOf(bytes).place).toBe(noteOf(source).place);
    expect([...noteOf(bytes).data]).toEqual([...note]);
  });
});

it('a private tag of the type of pointers has its directory copied, pixels and all', async () => {
  for (const big of [false, true]) {
    const source = withHidden((writer, at) => {
      const inner = writer.appendDirectory([
        writer.numbers(Tag.stripOffsets, FieldType.long, [at]),
        writer.numbers(Tag.stripByteCounts, FieldType.long, [hidden.length]),
      ]);
      const type = big ? FieldType.ifd8 : FieldType.ifd;
      return [writer.numbers(tag, type, [inner.offset])];
    }, big);
    const { bytes, notes } = await result(source);
    expect(notes).toEqual([]);
    const header = readHeader(bytes);
    const inner = readDirectory(header, readDirectoryChain(header)[0]!.number(tag)!);
    expect(inner.number(Tag.stripOffsets)).toBe(place(bytes));
  }
});

it('a private pointer that leads nowhere is left out, and that is said', async () => {
  const { bytes, notes } = await result(withHidden((writer) => [writer.numbers(tag, FieldType.ifd, [999_999])]));
  expect(notes).toEqual([expect.stringMatching(/65001 is left out/)]);
  expect(readDirectoryChain(readHeader(bytes))[0]!.has(tag)).toBe(false);
});
