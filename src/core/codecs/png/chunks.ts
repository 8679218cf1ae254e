import { DenoiseError } from '../../errors';
import { text } from '../../text';
import { allocateBytes } from '../pageMemory';
import { crc32 } from './crc32';

export const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A chunk of a PNG file (PNG section 5.3). */
export interface PngChunk {
  /** Four letters whose case tells critical from ancillary and safe from unsafe to copy. */
  readonly type: string;
  readonly data: Uint8Array;
}

/** Length, type and CRC around a chunk's data. */
const overhead = 12;
const largestLength = 2 ** 31 - 1;

/**
 * The chunks of a file up to IEND, their CRCs checked. The data are views of `bytes`.
 * @throws DenoiseError `damaged` or `truncated`, naming the chunk and its offset.
 */
export function readChunks(bytes: Uint8Array): PngChunk[] {
  checkSignature(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  let offset = signature.length;
  while (chunks.at(-1)?.type !== 'IEND') {
    if (offset + overhead > bytes.length) {
      throw new DenoiseError('truncated', text('The PNG file ends at byte {0}, before its IEND chunk.', bytes.length));
    }
    const length = view.getUint32(offset);
    const type = readType(bytes, offset + 4);
    if (length > largestLength) {
      throw new DenoiseError(
        'damaged',
        text('The PNG chunk {0} at byte {1} has the impossible length {2}.', type, offset, length),
      );
    }
    const end = offset + 8 + length;
    if (end + 4 > bytes.length) {
      throw new DenoiseError(
        'truncated',
        text(
          'The PNG chunk {0} at byte {1} should have {2} bytes, but the file ends before that.',
          type,
          offset,
          length,
        ),
      );
    }
    if (crc32(bytes, offset + 4, end) !== view.getUint32(end)) {
      throw new DenoiseError(
        'damaged',
        text('The PNG chunk {0} at byte {1} fails its CRC: the file was changed.', type, offset),
      );
    }
    chunks.push({ type, data: bytes.subarray(offset + 8, end) });
    offset = end + 4;
  }
  return chunks;
}

/** A file: the signature and the chunks with their lengths and CRCs. */
export function writeChunks(chunks: readonly PngChunk[]): Uint8Array {
  const size = chunks.reduce((sum, { data }) => sum + data.length + overhead, signature.length);
  const bytes = allocateBytes(size);
  const view = new DataView(bytes.buffer);
  bytes.set(signature);
  let offset = signature.length;
  for (const { type, data } of chunks) {
    view.setUint32(offset, data.length);
    for (let i = 0; i < 4; i++) bytes[offset + 4 + i] = type.charCodeAt(i);
    bytes.set(data, offset + 8);
    const end = offset + 8 + data.length;
    view.setUint32(end, crc32(bytes, offset + 4, end));
    offset = end + 4;
  }
  return bytes;
}

function checkSignature(bytes: Uint8Array): void {
  if (signature.every((byte, i) => bytes[i] === byte)) return;
  if (bytes.length < signature.length) {
    throw new DenoiseError('truncated', 'The PNG file ends within its first 8 bytes.');
  }
  throw new DenoiseError(
    'damaged',
    'The first 8 bytes of the PNG file are not right: it was probably transferred as text. Get a fresh copy in binary mode.',
  );
}

function readType(bytes: Uint8Array, offset: number): string {
  const type = String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (!/^[A-Za-z]{4}$/.test(type)) {
    throw new DenoiseError('damaged', text('There is no PNG chunk where one should start, at byte {0}.', offset - 4));
  }
  return type;
}
