import { DenoiseError } from '../../errors';
import { text } from '../../text';
import { ByteSource } from './byteSource';

/** What the first bytes of a TIFF file say. */
export interface TiffHeader {
  readonly source: ByteSource;
  /** Whether offsets have 64 bits. */
  readonly big: boolean;
  readonly firstDirectory: number;
  readonly budget: ReadBudget;
}

/**
 * How many directory entries may still be read: pointers that lead to the same or to overlapping directories again and
 * again could make a small file take hours.
 */
export class ReadBudget {
  #entries: number;

  constructor(fileLength: number) {
    this.#entries = entriesAllowance + fileLength / 3;
  }

  /** Throws `damaged` when nothing is left. */
  spend(entries: number): void {
    this.#entries -= entries;
    if (this.#entries >= 0) return;
    throw new DenoiseError('damaged', 'The directories of the TIFF file overlap or point at each other.');
  }
}

/** Every entry of twelve bytes may be read four times, and those of small files more often. */
const entriesAllowance = 65536;

/** The header for another pass over the file. */
export function afresh(header: TiffHeader): TiffHeader {
  return { ...header, budget: new ReadBudget(header.source.length) };
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
  const budget = new ReadBudget(source.length);
  if (!big) return { source, big, budget, firstDirectory: source.uint32(4, what) };
  if (source.uint16(4, what) !== 8 || source.uint16(6, what) !== 0) {
    throw new DenoiseError('damaged', 'The BigTIFF header does not say that offsets have 8 bytes.');
  }
  return { source, big, budget, firstDirectory: source.uint64(8, what) };
}

/** Bytes the header takes. */
export function headerLength(big: boolean): number {
  return big ? 16 : 8;
}
