import { zlibSync } from 'fflate';
import { DenoiseError } from '../errors';
import { type Text, text } from '../text';
import { type ContentSize, inflateCarefully, noteTrailing } from './carefulInflate';
import { deflateNatively, inflateNatively } from './nativeDeflate';
import { deflateWithNode, inflateWithNode, nodeZlib } from './nodeZlib';
import type { NoteTaker } from './notes';
import { allocateBytes, concatBytes } from './pageMemory';

/** No Deflate stream grows more than this: a match of 258 bytes takes at least 2 bits (RFC 1951, section 3.2.5). */
export const largestDeflateRatio = 1032;

/** Shorter contents are done sooner than a native stream has started. */
const nativeThreshold = 1 << 17;

/** Of compression, zlib's own default. */
const level = 6;

/** Refuses a stream too short to hold `size` bytes whatever they are. Cheap: call it before memory is taken. */
export function checkDeflateCanHold(compressedLength: number, size: number, what: Text): void {
  if (compressedLength * largestDeflateRatio >= size) return;
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
 * Inflates a zlib stream (RFC 1950) and checks its header, its size and its Adler-32. Of a stream that holds more than
 * `size.max` the rest is not even inflated, as libpng and libtiff do; memory and time are bounded whatever the stream says.
 *
 * @param what names the data in messages, such as "The image data" or "Strip 3".
 * @param notes takes what is tolerated: more content than is called for, and bytes after the stream.
 * @throws DenoiseError `truncated` when there is less than `size.min`, `damaged` when the stream is not valid, `too-large`
 * when there is no memory.
 */
export async function inflateZlib(
  data: Uint8Array,
  size: ContentSize,
  what: Text,
  notes: NoteTaker,
): Promise<Uint8Array<ArrayBuffer>> {
  checkDeflateCanHold(data.length, size.min, what);
  const byNode = inflateAtOnce(data, size, what, notes);
  if (byNode) return byNode;
  // Not more than the stream can fill.
  const content = allocateBytes(Math.min(size.max, data.length * largestDeflateRatio));
  let length = 0;
  await inflateByPieces(data, size, what, notes, (piece) => {
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
  notes: NoteTaker,
  consume: (piece: Uint8Array) => void,
): Promise<void> {
  checkDeflateCanHold(data.length, size.min, what);
  const byNode = inflateAtOnce(data, size, what, notes);
  if (byNode) consume(byNode);
  else await inflateByPieces(data, size, what, notes, consume);
}

/** Undefined when there is no Node, or the data are not as they should be. */
function inflateAtOnce(data: Uint8Array, size: ContentSize, what: Text, notes: NoteTaker) {
  const inflated = inflateWithNode(data, size.max);
  if (!inflated || inflated.content.length < size.min) return undefined;
  noteTrailing(notes, what, data.length - inflated.streamLength);
  return inflated.content;
}

async function inflateByPieces(
  data: Uint8Array,
  size: ContentSize,
  what: Text,
  notes: NoteTaker,
  consume: (piece: Uint8Array) => void,
): Promise<void> {
  let length = 0;
  // Node's zlib is faster than streams are, and short contents are done sooner than a stream has started.
  if (!nodeZlib && size.min >= nativeThreshold) {
    const inflated = await inflateNatively(data, size.max, (piece) => {
      length += piece.length;
      consume(piece);
    });
    if (inflated && length >= size.min) return;
  }
  let place = 0;
  inflateCarefully(data, size, what, notes, (piece) => {
    // What a stream gave before it failed is not given again.
    const seen = Math.min(piece.length, Math.max(0, length - place));
    place += piece.length;
    if (seen < piece.length) consume(piece.subarray(seen));
  });
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
