import { DenoiseError } from '../../errors';
import { allocateBytes } from '../pageMemory';
import { type ContentSize, deflateZlib, inflateZlib } from '../zlib';
import { decodeLzw, encodeLzw } from './lzw';
import { compressionName } from './names';
import { decodePackBits, encodePackBits } from './packBits';

/** How the bytes of a strip or tile are compressed. */
export interface Compression {
  /** Whether the Predictor tag applies. */
  readonly predicts: boolean;
  /** No data decode to more bytes than this times their own length. */
  readonly largestRatio: number;
  /**
   * The content in an array of its own, at least `size.min` and at most `size.max` bytes long.
   * Throws `truncated` or `damaged`; `what` names the data in messages.
   */
  decode(data: Uint8Array, size: ContentSize, what: string): Uint8Array<ArrayBuffer>;
  /** @param rowLength bytes of a row of the content. */
  encode(content: Uint8Array, rowLength: number): Uint8Array;
}

const none: Compression = {
  predicts: false,
  largestRatio: 1,
  decode: (data, size, what) =>
    decodeInto(size, what, (out) => {
      const content = data.subarray(0, out.length);
      out.set(content);
      return content.length;
    }),
  encode: (content) => content,
};

const lzw: Compression = {
  predicts: true,
  // The longest string of a table of 4096 takes a code of 12 bits.
  largestRatio: 2560,
  decode: (data, size, what) => decodeInto(size, what, (out) => decodeLzw(data, out, what)),
  encode: encodeLzw,
};

const deflate: Compression = { predicts: true, largestRatio: 1032, decode: inflateZlib, encode: deflateZlib };

const packBits: Compression = {
  predicts: false,
  largestRatio: 64,
  decode: (data, size, what) => decodeInto(size, what, (out) => decodePackBits(data, out)),
  encode: encodePackBits,
};

/** By value of the Compression tag; 32946 is what Deflate was before it got a number of its own. */
const compressions = new Map([
  [1, none],
  [5, lzw],
  [8, deflate],
  [32946, deflate],
  [32773, packBits],
]);

/** Throws `unsupported`, naming the compression. */
export function compressionFor(value: number): Compression {
  const compression = compressions.get(value);
  if (compression) return compression;
  throw new DenoiseError(
    'unsupported',
    `The TIFF file uses compression ${value} (${compressionName(value)}, tag 259), which is not supported. Save it with LZW, Deflate or no compression.`,
  );
}

function decodeInto(size: ContentSize, what: string, decode: (out: Uint8Array) => number): Uint8Array<ArrayBuffer> {
  const out = allocateBytes(size.max);
  const length = decode(out);
  if (length >= size.min) return out.subarray(0, length);
  throw new DenoiseError('truncated', `${what} holds ${length} bytes instead of ${size.min}.`);
}
