import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { type ContentSize, canBePadding, noteExcess, noteTrailing } from '../carefulInflate';
import type { NoteTaker } from '../notes';
import { allocateBytes } from '../pageMemory';
import { deflateZlib, inflateZlib, largestDeflateRatio } from '../zlib';
import { type CcittScheme, decodeCcitt } from './ccitt';
import type { Decoded } from './decoded';
import type { Directory } from './directory';
import { decodeJpeg, type JpegPage } from './jpeg';
import { decodeLzma } from './lzma';
import { decodeLzw, encodeLzw } from './lzw';
import { decodeOldJpeg, type OldJpegPage, readOldJpegPage } from './oldJpeg';
import { decodePackBits, encodePackBits } from './packBits';
import { samplesPerPixelOf } from './samplesPerPixel';
import { jpegTag, oldJpegTag, Photometric, Tag } from './tags';
import { decodeZstandard, encodeZstandard } from './zstandard';

/** What a strip or tile must hold. */
export interface BlockSize extends ContentSize {
  /** Pixels of a row. */
  readonly columns: number;
}

/** How the bytes of a strip or tile are compressed. */
export interface Compression {
  /** Whether the Predictor tag applies. */
  readonly predicts: boolean;
  /** No data decode to more bytes than this times their own length; of some, a bit can stand for a whole row. */
  readonly largestRatio: number | 'rows';
  /** Whether decoding fails unless all of the data is there, however long they are said to be. */
  readonly tellsItsEnd?: true;
  /**
   * The content in an array of its own, at least `size.min` and at most `size.max` bytes long.
   * Throws `truncated` or `damaged`; `what` names the data in messages, `notes` takes what is tolerated in them.
   */
  decode(data: Uint8Array, size: BlockSize, what: Text, notes: NoteTaker): Promise<Uint8Array<ArrayBuffer>>;
}

/** A compression that is written too. */
export interface WritableCompression extends Compression {
  /** @param rowLength bytes of a row of the content. */
  encode(content: Uint8Array, rowLength: number): Promise<Uint8Array>;
}

export function isWritable(compression: Compression): compression is WritableCompression {
  return 'encode' in compression;
}

const none: WritableCompression = {
  predicts: false,
  largestRatio: 1,
  decode: (data, size, what, notes) =>
    decodeInto(size, what, notes, (out) => {
      const content = data.subarray(0, out.length);
      out.set(content);
      return { length: content.length, isMore: !canBePadding(data.length - content.length) };
    }),
  encode: async (content) => content,
};

const lzw: WritableCompression = {
  predicts: true,
  tellsItsEnd: true,
  // The longest string of a table of 4096 takes a code of 12 bits.
  largestRatio: 2560,
  decode: (data, size, what, notes) => decodeInto(size, what, notes, (out) => decodeLzw(data, out, what)),
  encode: async (content) => encodeLzw(content),
};

const deflate: WritableCompression = {
  predicts: true,
  tellsItsEnd: true,
  largestRatio: largestDeflateRatio,
  decode: inflateZlib,
  encode: (content) => deflateZlib([content], content.length),
};

const packBits: WritableCompression = {
  predicts: false,
  tellsItsEnd: true,
  largestRatio: 64,
  decode: (data, size, what, notes) => decodeInto(size, what, notes, (out) => decodePackBits(data, out)),
  encode: async (content, rowLength) => encodePackBits(content, rowLength),
};

const zstandard: WritableCompression = {
  predicts: true,
  tellsItsEnd: true,
  // A block of 128 KiB of one value takes four bytes.
  largestRatio: 32768,
  decode: (data, size, what, notes) => decodeInto(size, what, notes, (out) => decodeZstandard(data, out, what)),
  encode: encodeZstandard,
};

const lzma: Compression = {
  predicts: true,
  tellsItsEnd: true,
  // A chunk of 2 MiB takes at least 11 bytes.
  largestRatio: 190_651,
  decode: (data, size, what, notes) => decodeInto(size, what, notes, (out) => decodeLzma(data, out, what)),
};

function ccitt(scheme: CcittScheme): Compression {
  return {
    predicts: false,
    largestRatio: 'rows',
    decode: (data, size, what, notes) =>
      decodeInto(size, what, notes, (out) => ({ length: decodeCcitt(data, out, size.columns, scheme, what) })),
  };
}

const group3 = [ccitt('group-3'), ccitt('group-3-2d')] as const;

/** What pages are written with when their own compression is read only. */
export const fallback = { tag: 8, compression: deflate } as const;

/** By value of the Compression tag; 32946 is what Deflate was before it got a number of its own. */
const compressions = new Map<number, Compression>([
  [2, ccitt('modified-huffman')],
  [4, ccitt('group-4')],
  [1, none],
  [5, lzw],
  [8, deflate],
  [32946, deflate],
  [32773, packBits],
  [34925, lzma],
  [50000, zstandard],
]);

/** Of flat pictures a bit can stand for a block of 64 pixels. */
const jpegRatio = 2048;

function jpeg(page: JpegPage): Compression {
  return {
    predicts: false,
    largestRatio: jpegRatio,
    decode: (data, size, what, notes) =>
      decodeInto(size, what, notes, (out) => ({ length: decodeJpeg(data, page, size.columns, out, what) })),
  };
}

/** JPEG's own limit for the channels of a scan (T.81, B.2.3). */
const mostJpegChannels = 4;

/** Throws `unsupported` unless the samples are those of pictures of 8 bits. */
function jpegOf(page: Directory): Compression {
  const samples = samplesPerPixelOf(page);
  const channels = page.number(Tag.planarConfiguration) === 2 ? 1 : samples;
  const bitDepth = page.number(Tag.bitsPerSample) ?? 1;
  if (channels > mostJpegChannels || bitDepth !== 8) {
    throw new DenoiseError(
      'unsupported',
      text('The TIFF file uses JPEG with {0} channels of {1} bits, which is not supported.', channels, bitDepth),
    );
  }
  const isYCbCr = page.number(Tag.photometricInterpretation) === Photometric.yCbCr;
  return jpeg({ tables: page.bytes(Tag.jpegTables), isYCbCr, channels });
}

function oldJpeg(page: OldJpegPage): Compression {
  return {
    predicts: false,
    largestRatio: jpegRatio,
    decode: (data, size, what, notes) =>
      decodeInto(size, what, notes, (out) => ({ length: decodeOldJpeg(data, page, size, out, what) })),
  };
}

const group3Tag = 3;

/** The Compression tag's values that are known, and whether they are written too. */
export function supportedCompressions(): { readonly tag: number; readonly writable: boolean }[] {
  const known = [...compressions].map(([tag, compression]) => ({ tag, writable: isWritable(compression) }));
  const ofPages = [group3Tag, oldJpegTag, jpegTag].map((tag) => ({ tag, writable: false }));
  return [...known, ...ofPages].sort((a, b) => a.tag - b.tag);
}

/**
 * The compression of a page; undefined when it is not known.
 * @throws DenoiseError `unsupported` for JPEG of other samples than it can have here; `damaged` or `truncated` for tables
 * of old-style JPEG that cannot be read.
 */
export function compressionOf(page: Directory): Compression | undefined {
  const value = page.number(Tag.compression) ?? 1;
  if (value === jpegTag) return jpegOf(page);
  if (value === oldJpegTag) return oldJpeg(readOldJpegPage(page));
  const rowsRefer = (page.number(Tag.t4Options) ?? 0) & 1;
  return value === group3Tag ? group3[rowsRefer ? 1 : 0] : compressions.get(value);
}

/** Memory for what a block can hold, filled by `decode`; what is left out is noted. */
async function decodeInto(
  size: ContentSize,
  what: Text,
  notes: NoteTaker,
  decode: (out: Uint8Array) => Decoded | Promise<Decoded>,
): Promise<Uint8Array<ArrayBuffer>> {
  const out = allocateBytes(size.max);
  const { length, isMore, trailing } = await decode(out);
  if (length < size.min) {
    throw new DenoiseError('truncated', text('{0} holds {1} bytes instead of {2}.', what, length, size.min));
  }
  if (isMore) noteExcess(notes, what, size.max);
  if (trailing) noteTrailing(notes, what, trailing);
  return out.subarray(0, length);
}
