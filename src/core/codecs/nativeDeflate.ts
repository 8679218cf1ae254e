/**
 * Deflate by the streams that Node and browsers bring along, which are faster than JavaScript and mostly work on another
 * thread. They say of bad data only that it is bad, and some refuse padding: whoever needs to know reads it again.
 */

/** Input and output go through in pieces of this size, so that both sides can work at the same time. */
const pieceLength = 1 << 18;

/**
 * Inflates a zlib stream and gives its content to `consume` piece by piece, at most `max` bytes; what `consume` does goes
 * on beside the inflating. Returns whether that was all of it: not when the streams are not there, the data are not valid
 * (the checksum included) or hold more.
 */
export async function inflateNatively(
  data: Uint8Array,
  max: number,
  consume: (piece: Uint8Array) => void,
): Promise<boolean> {
  if (typeof DecompressionStream === 'undefined') return false;
  const { readable, writable } = new DecompressionStream('deflate');
  const reader: ReadableStreamDefaultReader<Uint8Array> = readable.getReader();
  const writing = writePieces(writable.getWriter(), pieces(data));
  // Errors show on the reading side too.
  writing.catch(() => {});
  try {
    let length = 0;
    for (;;) {
      const piece = await reader.read().catch(() => undefined);
      if (!piece) return false;
      if (piece.done) return true;
      length += piece.value.length;
      if (length > max) return false;
      consume(piece.value);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Compresses into a zlib stream at zlib's default level, 6; undefined when the streams are not there. */
export async function deflateNatively(content: Iterable<Uint8Array>): Promise<Uint8Array[] | undefined> {
  if (typeof CompressionStream === 'undefined') return undefined;
  const { readable, writable } = new CompressionStream('deflate');
  const reader: ReadableStreamDefaultReader<Uint8Array> = readable.getReader();
  const writing = writePieces(writable.getWriter(), content);
  const compressed: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    compressed.push(value);
  }
  await writing;
  return compressed;
}

function* pieces(data: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < data.length; start += pieceLength) yield data.subarray(start, start + pieceLength);
}

/** The next piece is made while the one before it is being worked on. */
async function writePieces(writer: WritableStreamDefaultWriter<BufferSource>, content: Iterable<Uint8Array>) {
  let written: Promise<void> | undefined;
  try {
    for (const piece of content) {
      await written;
      written = writer.write(piece as Uint8Array<ArrayBuffer>);
      written.catch(() => {});
    }
    await written;
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}
