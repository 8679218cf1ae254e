import { FlateErrorCode, inflateSync, zlibSync } from 'fflate';
import { DenoiseError } from '../errors';
import { type Text, text } from '../text';
import { adler32 } from './adler32';
import { deflateNatively, inflateNatively } from './nativeDeflate';
import { deflateWithNode, inflateWithNode, nodeZlib } from './nodeZlib';
import { allocateBytes, concatBytes } from './pageMemory';

/** No Deflate stream grows more than this: a match of 258 bytes takes at least 2 bits (RFC 1951, section 3.2.5). */
const largestRatio = 1032;
/** How many bytes of padding are tolerated after a stream: TIFF writers align strips, some pad to a few words. */
const longestPadding = 16;
/** Empty blocks make a stream longer than its content, but not without bound. */
const emptyBlockAllowance = 65536;

/** Shorter contents are done sooner than a native stream has started. */
const nativeThreshold = 1 << 17;

/** Of compression, zlib's own default. */
const level = 6;

/** How many bytes a stream must hold. */
export interface ContentSize {
  readonly min: number;
  readonly max: number;
}

/** Refuses a stream too short to hold `size` bytes whatever they are. Cheap: call it before memory is taken. */
export function checkDeflateCanHold(compressedLength: number, size: number, what: Text): void {
  if (compressedLength * largestRatio >= size) return;
  throw new DenoiseError(
    'truncated',
    text(
      '{0} should hold {1} bytes, which {2} compressed bytes cannot: part of the file is missing.',
      what,
      size,
      compressedLength,
    ),
  );
}

/**
 * Inflates a zlib stream (RFC 1950) and checks its header, its size and its Adler-32.
 * Memory is bounded by `size.max` whatever the stream says.
 *
 * @param what names the data in messages, such as "The image data" or "Strip 3".
 * @throws DenoiseError `truncated` when there is less than `size.min`, `damaged` when there is more than `size.max`
 * or the stream is not valid, `too-large` when there is no memory.
 */
export async function inflateZlib(data: Uint8Array, size: ContentSize, what: Text): Promise<Uint8Array<ArrayBuffer>> {
  checkDeflateCanHold(data.length, size.min, what);
  if (!isForStreams(size)) return inflateAtOnce(data, size, what);
  const content = allocateBytes(size.max);
  let length = 0;
  await inflateInPieces(data, size, what, (piece) => {
    content.set(piece, length);
    length += piece.length;
  });
  return content.subarray(0, length);
}

/**
 * As inflateZlib, with the content in pieces that are to be used at once. The checks of the whole come after the last
 * piece. What `consume` throws is thrown on.
 */
export async function inflateInPieces(
  data: Uint8Array,
  size: ContentSize,
  what: Text,
  consume: (piece: Uint8Array) => void,
): Promise<void> {
  let length = 0;
  const count = (piece: Uint8Array) => {
    length += piece.length;
    consume(piece);
  };
  const inflated = isForStreams(size) && (await inflateNatively(data, size.max, count));
  if (inflated && length >= size.min) return;
  const content = inflateAtOnce(data, size, what);
  consume(content.subarray(length));
}

/** Node's zlib is faster than streams are, and short contents are done sooner than a stream has started. */
function isForStreams(size: ContentSize): boolean {
  return !nodeZlib && size.min >= nativeThreshold;
}

function inflateAtOnce(data: Uint8Array, size: ContentSize, what: Text): Uint8Array<ArrayBuffer> {
  const inflated = inflateWithNode(data, size.max);
  const isWhole = inflated && inflated.content.length >= size.min;
  if (isWhole && data.length - inflated.streamLength <= longestPadding) return inflated.content;
  return inflateWithReasons(data, size, what);
}

/** Says exactly what is wrong with bad data, and steps over padding, which native streams may not. */
function inflateWithReasons(data: Uint8Array, size: ContentSize, what: Text): Uint8Array<ArrayBuffer> {
  checkZlibHeader(data, what);
  checkDeflateCanHold(data.length, size.min, what);
  if (data.length > 2 * size.max + emptyBlockAllowance) throw tooMuchData(what, size.max);
  // One byte of room more than allowed shows streams that are too long.
  const room = allocateBytes(size.max + 1);
  const content = inflateInto(data.subarray(2), room, what, size.max);
  if (content.length > size.max) throw tooMuchData(what, size.max);
  if (content.length < size.min) {
    throw new DenoiseError('truncated', text('{0} holds {1} bytes instead of {2}.', what, content.length, size.min));
  }
  checkAdler32(data, adler32(content), what);
  return content;
}

/**
 * Compresses into a zlib stream.
 * @param content in pieces; streams compress one while the next is made.
 * @param length bytes of all pieces together.
 */
export async function deflateZlib(content: Iterable<Uint8Array>, length: number): Promise<Uint8Array> {
  if (length < nativeThreshold) return zlibSync(concatBytes([...content]), { level });
  if (nodeZlib) return deflateWithNode(nodeZlib, concatBytes([...content]), level);
  const native = await deflateNatively(content);
  return native ? concatBytes(native) : zlibSync(concatBytes([...content]), { level });
}

function checkZlibHeader(data: Uint8Array, what: Text): void {
  if (data.length < 6) throw new DenoiseError('truncated', text('{0} is missing or cut off.', what));
  const method = data[0]!;
  const flags = data[1]!;
  const deflated = (method & 15) === 8 && method >> 4 <= 7;
  if (!deflated || (method * 256 + flags) % 31 !== 0 || flags & 0x20) {
    throw new DenoiseError('damaged', text('{0} does not start as a zlib stream.', what));
  }
}

function inflateInto(deflated: Uint8Array, room: Uint8Array<ArrayBuffer>, what: Text, max: number) {
  try {
    return inflateSync(deflated, { out: room });
  } catch (cause) {
    // A stored block that does not fit the room.
    if (cause instanceof RangeError) throw tooMuchData(what, max, cause);
    if ((cause as { code?: number }).code === FlateErrorCode.UnexpectedEOF) {
      throw new DenoiseError('truncated', text('{0} ends in the middle of its compressed data.', what), { cause });
    }
    throw new DenoiseError('damaged', text('{0} cannot be decompressed: its Deflate data is not valid.', what), {
      cause,
    });
  }
}

/** The checksum follows the Deflate data at once; fflate does not say where that ends, so padding is stepped over. */
function checkAdler32(data: Uint8Array, expected: number, what: Text): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let padding = 0; padding <= longestPadding && data.length - padding >= 6; padding++) {
    if (view.getUint32(data.length - padding - 4) === expected) return;
  }
  throw new DenoiseError('damaged', text('{0} fails its Adler-32 checksum: the file was changed or cut off.', what));
}

function tooMuchData(what: Text, max: number, cause?: unknown): DenoiseError {
  return new DenoiseError('damaged', text('{0} holds more than the {1} bytes the header calls for.', what, max), {
    cause,
  });
}
