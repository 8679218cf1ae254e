import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { JpegDecoder, JpegMarker } from '../jpeg/decoder';
import { concatBytes } from '../pageMemory';
import type { BlockSize } from './compression';
import type { Directory, Field } from './directory';
import { interleave, naming } from './jpeg';
import { FieldType, oldJpegTag, Photometric, Tag } from './tags';
import { TiffWriter } from './tiffWriter';
import { readYCbCrCoding, rgbConverter, type YCbCrCoding } from './yCbCr';

/**
 * Old-style JPEG (TIFF 6.0, section 22), which writers have understood in many ways. A page's picture is
 * - a JPEG stream of its own, which JPEGInterchangeFormat (tag 513) points at, whatever the strips say;
 * - or such a stream without the data, which are in the strips, each as if after a restart marker;
 * - or no stream at all: the tables are in places that tags 519 to 521 point at, the data in the strips;
 * - or a whole stream in every strip or tile.
 */
export interface OldJpegPage {
  readonly channels: number;
  /** How YCbCr becomes RGB; undefined when the page has other colours. */
  readonly yCbCr: YCbCrCoding | undefined;
  /** The stream before the data of a strip. */
  readonly header: Uint8Array;
}

const startOfImage = Uint8Array.of(0xff, JpegMarker.startOfImage);
/** JPEGProc (tag 512) for lossless coding. */
const losslessProcess = 14;
const quantisationLength = 64;
/** Wider than any tile is wider than its page. */
const mostPadding = 2048;

/**
 * The directory of a page of old-style JPEG with what readers like libtiff take for granted: missing tags, YCbCr where
 * RGB is said, and the stream that holds all of the picture as its only strip. Other directories stay as they are.
 */
export function withOldJpegTags(directory: Directory): Directory {
  if (directory.number(Tag.compression) !== oldJpegTag) return directory;
  const { littleEndian } = directory.source;
  const numbers = (tag: number, ...values: number[]): Field =>
    new TiffWriter(littleEndian, false).numbers(tag, FieldType.long, values);
  const said = directory.number(Tag.photometricInterpretation) ?? Photometric.rgb;
  const photometric = said === Photometric.rgb ? Photometric.yCbCr : said;
  const channels = directory.number(Tag.samplesPerPixel) ?? (photometric === Photometric.yCbCr ? 3 : 1);
  const complete = directory.with(
    numbers(Tag.photometricInterpretation, photometric),
    numbers(Tag.samplesPerPixel, channels),
    ...(directory.has(Tag.bitsPerSample) ? [] : [numbers(Tag.bitsPerSample, ...Array<number>(channels).fill(8))]),
  );
  const stream = streamRange(directory);
  if (!stream || !holdsPicture(directory, stream)) return complete;
  return complete
    .without(new Set([Tag.tileWidth, Tag.tileLength, Tag.tileOffsets, Tag.tileByteCounts]))
    .with(
      numbers(Tag.stripOffsets, stream.start),
      numbers(Tag.stripByteCounts, stream.end - stream.start),
      numbers(Tag.rowsPerStrip, directory.number(Tag.imageLength) ?? 0),
    );
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where the JPEG stream of tags 513 and 514 lies; undefined when there is none. A length of 0 means up to the end. */
function streamRange(directory: Directory): ByteRange | undefined {
  const { bytes } = directory.source;
  const start = directory.number(Tag.jpegInterchangeFormat) ?? 0;
  if (start === 0 || !isAt(bytes, start, startOfImage)) return undefined;
  const length = directory.number(Tag.jpegInterchangeFormatLength) || bytes.length;
  return { start, end: Math.min(bytes.length, start + length) };
}

/** Whether a stream has data behind its header, and all of them: no strip lies elsewhere. */
function holdsPicture(directory: Directory, { start, end }: ByteRange): boolean {
  const dataStart = start + headerLength(directory.source.bytes.subarray(start, end));
  if (dataStart >= end - 2) return false;
  const offsets = directory.numbers(directory.has(Tag.tileOffsets) ? Tag.tileOffsets : Tag.stripOffsets) ?? [];
  return offsets.length <= 1 || offsets.every((offset) => offset >= start && offset < end);
}

/** Bytes of a stream up to the data of its first scan; all, without the mark of the end, when it has none. */
function headerLength(stream: Uint8Array): number {
  let position = startOfImage.length;
  while (position + 4 <= stream.length && stream[position] === 0xff && stream[position + 1] !== JpegMarker.endOfImage) {
    const marker = stream[position + 1];
    position += 2 + stream[position + 2]! * 256 + stream[position + 3]!;
    if (marker === JpegMarker.startOfScan) break;
  }
  return Math.min(position, stream.length);
}

/** Throws `damaged`, `truncated` or `unsupported`. */
export function readOldJpegPage(directory: Directory): OldJpegPage {
  const channels = directory.number(Tag.samplesPerPixel) ?? 1;
  if (directory.number(Tag.jpegProcess) === losslessProcess) {
    throw new DenoiseError(
      'unsupported',
      'The TIFF file uses lossless old-style JPEG (tag 512), which is not supported.',
    );
  }
  if (channels > 1 && directory.number(Tag.planarConfiguration) === 2) {
    throw new DenoiseError(
      'unsupported',
      'The TIFF file uses old-style JPEG with a plane for each channel, which is not supported.',
    );
  }
  const isYCbCr = directory.number(Tag.photometricInterpretation) === Photometric.yCbCr;
  return {
    channels,
    yCbCr: isYCbCr ? readYCbCrCoding(directory) : undefined,
    header: streamHeader(directory) ?? assembledHeader(directory, channels, isYCbCr),
  };
}

/** The header of the page's stream, or of its first strip when this is a stream; undefined when there is none. */
function streamHeader(directory: Directory): Uint8Array | undefined {
  const { bytes } = directory.source;
  const [firstStrip = 0] = directory.numbers(Tag.stripOffsets) ?? directory.numbers(Tag.tileOffsets) ?? [];
  const { start, end } = streamRange(directory) ?? { start: firstStrip, end: bytes.length };
  if (!isAt(bytes, start, startOfImage)) return undefined;
  const stream = bytes.subarray(start, end);
  return stream.subarray(0, headerLength(stream));
}

/** Puts a header together from the tables that tags point at: one of each kind for each channel. */
function assembledHeader(directory: Directory, channels: number, isYCbCr: boolean): Uint8Array {
  const { source } = directory;
  const tablesOf = (tag: number, lengthAt: (offset: number) => number) => {
    const offsets = directory.numbers(tag) ?? [];
    if (offsets.length < channels) {
      throw new DenoiseError('damaged', text('The tables of old-style JPEG (tag {0}) are missing.', tag));
    }
    const what = text('TIFF tag {0}', tag);
    return offsets.slice(0, channels).map((offset) => source.slice(offset, lengthAt(offset), what));
  };
  const huffmanLength = (offset: number) =>
    source.slice(offset, 16, text('TIFF tag {0}', Tag.jpegDcTables)).reduce((sum, count) => sum + count, 16);
  const quantisation = tablesOf(Tag.jpegQTables, () => quantisationLength);
  const dc = tablesOf(Tag.jpegDcTables, huffmanLength);
  const ac = tablesOf(Tag.jpegAcTables, huffmanLength);
  const width = directory.number(directory.has(Tag.tileWidth) ? Tag.tileWidth : Tag.imageWidth) ?? 0;
  const height = directory.number(directory.has(Tag.tileLength) ? Tag.tileLength : Tag.imageLength) ?? 0;
  const [across = 2, down = 2] = isYCbCr ? (directory.numbers(Tag.yCbCrSubSampling) ?? []) : [1, 1];
  const sampling = (channel: number) => (channel === 0 ? across * 16 + down : 0x11);
  const all = Array.from({ length: channels }, (_, channel) => channel);
  const twoBytes = (value: number) => [(value >> 8) & 0xff, value & 0xff];
  return concatBytes([
    startOfImage,
    ...quantisation.map((table, i) => segment(JpegMarker.quantisationTables, [i, ...table])),
    ...dc.map((table, i) => segment(JpegMarker.huffmanTables, [i, ...table])),
    ...ac.map((table, i) => segment(JpegMarker.huffmanTables, [0x10 + i, ...table])),
    segment(JpegMarker.restartInterval, twoBytes(directory.number(Tag.jpegRestartInterval) ?? 0)),
    segment(JpegMarker.startOfFrame, [
      ...[8, ...twoBytes(height), ...twoBytes(width), channels],
      ...all.flatMap((channel) => [channel, sampling(channel), channel]),
    ]),
    segment(JpegMarker.startOfScan, [channels, ...all.flatMap((channel) => [channel, channel * 0x11]), 0, 63, 0]),
  ]);
}

function segment(marker: number, content: readonly number[]): Uint8Array {
  const length = content.length + 2;
  return Uint8Array.of(0xff, marker, length >> 8, length & 0xff, ...content);
}

function isAt(bytes: Uint8Array, offset: number, expected: Uint8Array): boolean {
  return expected.every((byte, i) => bytes[offset + i] === byte);
}

/**
 * Decodes a strip or tile of old-style JPEG into `out`, [row][column][channel], YCbCr as RGB, and returns how many bytes
 * were written. As libtiff has it, shared Cb and Cr are replicated, and the page's tags say how they become RGB.
 * @throws DenoiseError `damaged`, `truncated` or `unsupported`.
 */
export function decodeOldJpeg(
  data: Uint8Array,
  { channels, yCbCr, header }: OldJpegPage,
  { min, columns }: BlockSize,
  out: Uint8Array,
  what: Text,
): number {
  const isStream = isAt(data, 0, startOfImage);
  // A picture as high as the page may lie in many strips; each has data for its own rows only.
  const mostRows = Math.ceil(min / (columns * channels));
  const expected = { width: columns, widest: columns + mostPadding, components: channels, mostRows };
  const frame = naming(what, () => new JpegDecoder().decode(isStream ? data : concatBytes([header, data]), expected));
  const length = interleave(frame, 'replicated', columns, out);
  if (!yCbCr) return length;
  const pixels = new Uint8ClampedArray(out.buffer, out.byteOffset, length);
  const convert = rgbConverter(yCbCr);
  for (let i = 0; i < length; i += 3) convert(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!, pixels, i);
  return length;
}
