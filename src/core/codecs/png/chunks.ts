import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { NoteTaker } from '../notes';
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

/** A chunk, found in a file. */
interface FoundChunk extends PngChunk {
  /** Where the next chunk starts. */
  readonly end: number;
  readonly isIntact: boolean;
}

/**
 * The chunks of a file up to IEND, their CRCs checked. The data are views of `bytes`. As in libpng, ancillary chunks whose
 * CRC is wrong are passed over; and after the image data the file may end anyhow, as readers need not look behind them.
 * @param notes takes what is tolerated.
 * @throws DenoiseError `damaged` or `truncated`, naming the chunk and its offset.
 */
export function readChunks(bytes: Uint8Array, notes: NoteTaker): PngChunk[] {
  checkSignature(bytes);
  const chunks: PngChunk[] = [];
  const damaged = new Set<string>();
  let isImageRead = false;
  let offset = signature.length;
  for (;;) {
    const chunk: FoundChunk | undefined = isImageRead
      ? readChunkAfterImage(bytes, offset, notes)
      : readChunk(bytes, offset);
    if (!chunk) break;
    const { type, data, end, isIntact }: FoundChunk = chunk;
    if (type === 'IEND') {
      noteEnd(bytes.length - end, isIntact, notes);
      chunks.push({ type, data });
      break;
    }
    if (isIntact) chunks.push({ type, data });
    else if (isCritical(type)) throw failsCrc(type, offset);
    else damaged.add(type);
    offset = end;
    isImageRead ||= type === 'IDAT' && typeAt(bytes, end) !== 'IDAT';
  }
  if (damaged.size > 0) {
    notes.add(text('These PNG chunks fail their CRC and are left out: {0}.', [...damaged].join(', ')));
  }
  return chunks;
}

/** As readChunk, but undefined, with a note, where there is no whole chunk. */
function readChunkAfterImage(bytes: Uint8Array, offset: number, notes: NoteTaker): FoundChunk | undefined {
  try {
    return readChunk(bytes, offset);
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError)) throw thrown;
    notes.add(text('What follows the image data in the PNG file is damaged and left out. {0}', thrown.text));
    return undefined;
  }
}

function noteEnd(bytesAfter: number, isIntact: boolean, notes: NoteTaker): void {
  if (!isIntact) notes.add(text('The last chunk of the PNG file (IEND) fails its CRC.'));
  if (bytesAfter > 0) notes.add(text('The PNG file has {0} bytes after its end: they are left out.', bytesAfter));
}

/** Throws `damaged` or `truncated`. */
function readChunk(bytes: Uint8Array, offset: number): FoundChunk {
  if (offset + overhead > bytes.length) {
    throw new DenoiseError('truncated', text('The PNG file ends at byte {0}, before its IEND chunk.', bytes.length));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(offset);
  const type = typeAt(bytes, offset);
  if (!/^[A-Za-z]{4}$/.test(type)) {
    throw new DenoiseError('damaged', text('There is no PNG chunk where one should start, at byte {0}.', offset));
  }
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
      text('The PNG chunk {0} at byte {1} should have {2} bytes, but the file ends before that.', type, offset, length),
    );
  }
  const isIntact = crc32(bytes, offset + 4, end) === view.getUint32(end);
  return { type, data: bytes.subarray(offset + 8, end), end: end + 4, isIntact };
}

/** The type of the chunk at `offset`, whatever stands there. */
function typeAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
}

/** An upper-case first letter marks a chunk that a reader may not pass over (PNG section 5.4). */
export function isCritical(type: string): boolean {
  return type[0]! < 'a';
}

function failsCrc(type: string, offset: number): DenoiseError {
  return new DenoiseError(
    'damaged',
    text('The PNG chunk {0} at byte {1} fails its CRC: the file was changed.', type, offset),
  );
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
