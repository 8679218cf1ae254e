import { Z_BUF_ERROR, Z_DATA_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit } from 'pako';
import { DenoiseError } from '../errors';
import { type Text, text } from '../text';
import type { NoteTaker } from './notes';
import { allocateBytes } from './pageMemory';

/** How many bytes a stream must hold. What it holds beyond `max` is left out, with a note. */
export interface ContentSize {
  readonly min: number;
  readonly max: number;
}

/** The content is given out in pieces of at most this size. */
const pieceLength = 1 << 18;

/** TIFF writers align strips, some pad to a few words. */
const longestPadding = 16;

/**
 * Inflates a zlib stream (RFC 1950) step by step: stops when `size.max` is reached, says what is wrong with bad data, and
 * notes what follows the stream. zlib's port to JavaScript, because neither Node's own functions nor the platform's streams
 * do all of that.
 * @param consume takes the content piece by piece; a piece is overwritten after the call.
 * @throws DenoiseError `truncated` when there is less than `size.min`, `damaged` when the stream is not valid: its checksum
 * can be told only when it does not hold too much.
 */
export function inflateCarefully(
  data: Uint8Array,
  size: ContentSize,
  what: Text,
  notes: NoteTaker,
  consume: (piece: Uint8Array) => void,
): void {
  if (data.length < 6) throw new DenoiseError('truncated', text('{0} is missing or cut off.', what));
  checkZlibHeader(data, what);
  const stream = new ZStream();
  zlibInflateInit(stream);
  stream.input = data;
  stream.avail_in = data.length;
  stream.output = allocateBytes(Math.min(pieceLength, size.max + 1));
  let length = 0;
  let status: number = Z_OK;
  while (status !== Z_STREAM_END) {
    stream.next_out = 0;
    // A byte of room more than allowed shows streams that are too long.
    stream.avail_out = Math.min(stream.output.length, size.max + 1 - length);
    status = zlibInflate(stream, Z_NO_FLUSH);
    const allowed = Math.min(stream.next_out, size.max - length);
    consume(stream.output.subarray(0, allowed));
    length += allowed;
    if (stream.next_out > allowed) {
      noteExcess(notes, what, size.max);
      return;
    }
    if (status !== Z_OK && status !== Z_STREAM_END) throw problemOf(status, stream.msg, what);
  }
  if (length < size.min) {
    throw new DenoiseError('truncated', text('{0} holds {1} bytes instead of {2}.', what, length, size.min));
  }
  noteTrailing(notes, what, stream.avail_in);
}

/** Whether so many bytes after the end of data are nothing to speak of. */
export function canBePadding(count: number): boolean {
  return count <= longestPadding;
}

/** Tells of data that hold more than the `max` bytes that there can be. */
export function noteExcess(notes: NoteTaker, what: Text, max: number): void {
  notes.add(text('{0} holds more than the {1} bytes that belong to the image: the rest is left out.', what, max));
}

/** Tells of `count` bytes after the end of compressed data, unless they can be padding. */
export function noteTrailing(notes: NoteTaker, what: Text, count: number): void {
  if (canBePadding(count)) return;
  notes.add(text('{0} has {1} bytes after the end of its compressed data: they are left out.', what, count));
}

function checkZlibHeader(data: Uint8Array, what: Text): void {
  const method = data[0]!;
  const flags = data[1]!;
  const deflated = (method & 15) === 8 && method >> 4 <= 7;
  if (!deflated || (method * 256 + flags) % 31 !== 0 || flags & 0x20) {
    throw new DenoiseError('damaged', text('{0} does not start as a zlib stream.', what));
  }
}

function problemOf(status: number, message: string, what: Text): DenoiseError {
  if (status === Z_BUF_ERROR) {
    return new DenoiseError('truncated', text('{0} ends in the middle of its compressed data.', what));
  }
  const fails = status === Z_DATA_ERROR && message === 'incorrect data check';
  return new DenoiseError(
    'damaged',
    fails
      ? text('{0} fails its Adler-32 checksum: the file was changed or cut off.', what)
      : text('{0} cannot be decompressed: its Deflate data is not valid.', what),
  );
}
