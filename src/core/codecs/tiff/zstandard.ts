import { Zstd } from '@hpcc-js/wasm-zstd';
import { Decompress } from 'fzstd';
import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import type { Decoded } from './decoded';

/** What libtiff uses when it is told nothing else. */
const level = 9;
/** Frames may ask for this much memory to look back in; zstd's own tools stop here too. */
const largestWindow = 2 ** 27;
const magic = 0xfd2fb528;

/** Ends the decompression of a frame that holds more than there is room for. */
class Full extends Error {}

/**
 * Decompresses a Zstandard frame (RFC 8878) into `out`. What does not fit is not even decompressed, except for the rest of
 * a block of at most 128 KiB.
 * @throws DenoiseError `truncated` when the frame does not end, `damaged` when it is not valid, `unsupported` when it needs
 * too much memory or a dictionary.
 */
export function decodeZstandard(data: Uint8Array, out: Uint8Array, what: Text): Decoded {
  const frame = findFrame(data, out.length, what);
  let length = 0;
  const decompress = new Decompress((piece) => {
    const part = piece.subarray(0, out.length - length);
    out.set(part, length);
    length += part.length;
    if (part.length < piece.length) throw new Full();
  });
  try {
    decompress.push(frame, true);
  } catch (cause) {
    if (cause instanceof Full) return { length, isMore: true };
    throw new DenoiseError('damaged', text('{0} cannot be decompressed: its Zstandard data are not valid.', what), {
      cause,
    });
  }
  return { length, trailing: data.length - frame.length };
}

/** Compresses into a single Zstandard frame. */
export async function encodeZstandard(content: Uint8Array): Promise<Uint8Array> {
  const zstd = await Zstd.load();
  // A copy: what the library gives lies in its own memory.
  return zstd.compress(content, level).slice();
}

/**
 * The frame that data start with, without what follows (RFC 8878, sections 3.1.1 and 3.1.1.2). Frames that would take too
 * much memory are refused before any is taken.
 */
function findFrame(data: Uint8Array, most: number, what: Text): Uint8Array {
  // Beyond the end there are zeros; whether the frame ends within the data is checked last.
  const byteAt = (offset: number) => data[offset] ?? 0;
  const number = (offset: number, bytes: number) => {
    let value = 0;
    for (let i = bytes - 1; i >= 0; i--) value = value * 256 + byteAt(offset + i);
    return value;
  };
  if (number(0, 4) !== magic) throw new DenoiseError('damaged', text('{0} does not start as a Zstandard frame.', what));
  const descriptor = byteAt(4);
  if (descriptor & 3) throw new DenoiseError('unsupported', text('{0} needs a Zstandard dictionary.', what));
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const sizeAt = singleSegment ? 5 : 6;
  const contentLength = sizeBytes > 0 ? number(sizeAt, sizeBytes) : 0;
  const window = singleSegment ? contentLength : 2 ** (10 + (byteAt(5) >> 3)) * (1 + (byteAt(5) & 7) / 8);
  if (window > Math.max(largestWindow, singleSegment ? most : 0)) {
    throw new DenoiseError(
      'unsupported',
      text('{0} asks for more than 128 MiB to be decompressed (its Zstandard window).', what),
    );
  }
  let end = sizeAt + sizeBytes;
  for (let isLast = false; !isLast && end < data.length; ) {
    const block = number(end, 3);
    const isRun = ((block >> 1) & 3) === 1;
    end += 3 + (isRun ? 1 : block >> 3);
    isLast = (block & 1) === 1;
  }
  if (descriptor & 4) end += 4;
  if (end > data.length || end === sizeAt + sizeBytes) {
    throw new DenoiseError('truncated', text('{0} ends in the middle of its Zstandard frame.', what));
  }
  return data.subarray(0, end);
}
