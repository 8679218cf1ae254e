import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';

/** Reads numbers from a TIFF file in its byte order; every access is checked against the file's length. */
export class ByteSource {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly littleEndian: boolean,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** A view of `length` bytes at `offset`. Throws `truncated` when they are not all in the file. */
  slice(offset: number, length: number, what: Text): Uint8Array {
    this.#check(offset, length, what);
    return this.bytes.subarray(offset, offset + length);
  }

  uint16(offset: number, what: Text): number {
    this.#check(offset, 2, what);
    return this.#view.getUint16(offset, this.littleEndian);
  }

  uint32(offset: number, what: Text): number {
    this.#check(offset, 4, what);
    return this.#view.getUint32(offset, this.littleEndian);
  }

  /** A 64-bit number; beyond 2^53 it loses digits, but then it points far outside of any file. */
  uint64(offset: number, what: Text): number {
    this.#check(offset, 8, what);
    return Number(this.#view.getBigUint64(offset, this.littleEndian));
  }

  /** Whether `length` bytes at `offset` are all in the file. Signed tag values can be negative. */
  holds(offset: number, length: number): boolean {
    return offset >= 0 && length >= 0 && offset + length <= this.bytes.length;
  }

  /** Says that bytes are not all in the file. */
  outside(offset: number, length: number, what: Text): Text {
    return text(
      '{0} should be at bytes {1} to {2}, but the TIFF file has only {3} bytes.',
      what,
      offset,
      offset + length,
      this.bytes.length,
    );
  }

  #check(offset: number, length: number, what: Text): void {
    if (!this.holds(offset, length)) throw new DenoiseError('truncated', this.outside(offset, length, what));
  }
}
