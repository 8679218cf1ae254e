/**
 * Node's zlib, which takes and gives data in large pieces and so needs a fraction of the time that streams do. It is asked
 * for at run time: an import could not be bundled for browsers, where it is undefined.
 */
export interface NodeZlib {
  inflateSync(
    data: Uint8Array,
    options: { readonly chunkSize: number; readonly maxOutputLength: number; readonly info: true },
  ): { readonly buffer: Uint8Array<ArrayBuffer>; readonly engine: { readonly bytesWritten: number } };
  /** Works in another thread. */
  deflate(
    data: Uint8Array,
    options: { readonly level: number; readonly chunkSize: number },
    done: (error: Error | null, compressed: Uint8Array) => void,
  ): void;
  /** Since Node 20.15. */
  crc32?(data: Uint8Array): number;
}

interface NodeGlobal {
  readonly process?: { readonly getBuiltinModule?: (name: 'node:zlib') => NodeZlib | undefined };
}

export const nodeZlib = (globalThis as NodeGlobal).process?.getBuiltinModule?.('node:zlib');

/** Memory is asked for in pieces of at most this size, because a piece's length has 32 bits in zlib. */
const longestPiece = 2 ** 30;
/** Node cuts shorter pieces out of a shared one, where they are not aligned for numbers of more bytes. */
const shortestPiece = 8192;

export interface InflatedByNode {
  /** At the start of its buffer. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** Bytes of the data that the stream takes; what follows was not looked at. */
  readonly streamLength: number;
}

/**
 * Inflates a zlib stream (RFC 1950) of at most `max` bytes.
 * @returns undefined when this is not Node, the stream is not valid (the checksum included), holds more, or there is no
 * memory for it.
 */
export function inflateWithNode(data: Uint8Array, max: number): InflatedByNode | undefined {
  if (!nodeZlib || max === 0) return undefined;
  // With a byte of room to spare, zlib sees the end of the stream without asking for a second piece.
  const chunkSize = Math.min(Math.max(max + 1, shortestPiece), longestPiece);
  try {
    const { buffer, engine } = nodeZlib.inflateSync(data, { chunkSize, maxOutputLength: max, info: true });
    // Not a Buffer, whose slice() is no copy.
    const content = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    return { content, streamLength: engine.bytesWritten };
  } catch {
    return undefined;
  }
}

/** Compressed data come back in pieces of this size. */
const compressedPiece = 1 << 20;

/** Compresses into a zlib stream in another thread. */
export function deflateWithNode(zlib: NodeZlib, content: Uint8Array, level: number): Promise<Uint8Array> {
  const chunkSize = Math.min(compressedPiece, Math.max(shortestPiece, content.length));
  return new Promise((resolve, reject) => {
    zlib.deflate(content, { level, chunkSize }, (error, compressed) => {
      if (error) reject(error);
      // Not a Buffer, as above.
      else resolve(new Uint8Array(compressed.buffer, compressed.byteOffset, compressed.length));
    });
  });
}
