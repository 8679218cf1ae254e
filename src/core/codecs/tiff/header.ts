import { DenoiseError } from '../../errors';
import { text } from '../../text';
import { ByteSource } from './byteSource';

/** What the first bytes of a TIFF file say. */
export interface TiffHeader {
  readonly source: ByteSource;
  /** Whether offsets have 64 bits. */
  readonly big: boolean;
  readonly firstDirectory: number;
}

const classicVersion = 42;
export const bigVersion = 43;

/** Whether the bytes start as a TIFF or BigTIFF file. */
export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if (a === 0x49 && b === 0x49) return (c === classicVersion || c === bigVersion) && d === 0;
  return a === 0x4d && b === 0x4d && c === 0 && (d === classicVersion || d === bigVersion);
}

/** Parses the header (TIFF 6.0, section 2). Throws `truncated` or `damaged`. */
export function readHeader(bytes: Uint8Array): TiffHeader {
  const what = text('The TIFF header');
  const source = new ByteSource(bytes, bytes[0] === 0x49);
  const big = source.uint16(2, what) === bigVersion;
  if (!big) return { source, big, firstDirectory: source.uint32(4, what) };
  if (source.uint16(4, what) !== 8 || source.uint16(6, what) !== 0) {
    throw new DenoiseError('damaged', 'The BigTIFF header does not say that offsets have 8 bytes.');
  }
  return { source, big, firstDirectory: source.uint64(8, what) };
}

/** Bytes the header takes. */
export function headerLength(big: boolean): number {
  return big ? 16 : 8;
}
