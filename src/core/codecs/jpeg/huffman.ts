import { text } from '../../text';
import { JpegError } from './jpegError';

const longestCode = 16;
/** Codes of up to this many bits are looked up at once. */
const lookupBits = 9;

/** A Huffman table (ITU-T T.81, annexes C and F.2.2.3). */
export class HuffmanTable {
  /** By the next bits of the data: length << 8 | symbol, or 0 for codes that are longer. */
  readonly lookup = new Uint16Array(1 << lookupBits);
  /** By length: the largest code, -1 when there is none. */
  readonly largest = new Int32Array(longestCode + 1).fill(-1);
  /** By length: what to add to a code for the place of its symbol. */
  readonly offsets = new Int32Array(longestCode + 1);

  /**
   * @param counts how many codes there are of 1 to 16 bits.
   * @param symbols in the order of their codes.
   * @throws JpegError `damaged` when the counts leave no room for the codes.
   */
  constructor(
    counts: Uint8Array,
    readonly symbols: Uint8Array,
  ) {
    let code = 0;
    let place = 0;
    for (let length = 1; length <= longestCode; length++, code <<= 1) {
      const count = counts[length - 1]!;
      if (code + count > 1 << length) throw new JpegError('damaged', text('its Huffman codes are too many'));
      this.offsets[length] = place - code;
      if (count > 0) this.largest[length] = code + count - 1;
      for (let i = 0; i < count; i++, code++, place++) this.#addToLookup(code, length, symbols[place]!);
    }
  }

  #addToLookup(code: number, length: number, symbol: number): void {
    if (length > lookupBits) return;
    const free = lookupBits - length;
    this.lookup.fill((length << 8) | symbol, code << free, (code + 1) << free);
  }
}

/** Reads the bits of a scan: the data up to the next marker, without the zeros that follow bytes of 255. */
export class BitReader {
  #buffer = 0;
  /** Bits in the buffer that are still to be read. */
  #held = 0;
  /** Zeros that were put into the buffer after the end of the data. */
  #padded = 0;

  constructor(
    readonly data: Uint8Array,
    public position: number,
  ) {}

  /** The next `count` bits, at most 16. */
  bits(count: number): number {
    this.#hold(count);
    this.#held -= count;
    return (this.#buffer >>> this.#held) & ((1 << count) - 1);
  }

  /** The next symbol. Throws `damaged` when the bits are no code. */
  symbol(table: HuffmanTable): number {
    this.#hold(longestCode);
    const entry = table.lookup[(this.#buffer >>> (this.#held - lookupBits)) & ((1 << lookupBits) - 1)]!;
    if (entry > 0) {
      this.#held -= entry >> 8;
      return entry & 0xff;
    }
    const next = (this.#buffer >>> (this.#held - longestCode)) & 0xffff;
    for (let length = lookupBits + 1; length <= longestCode; length++) {
      const code = next >> (longestCode - length);
      if (code > table.largest[length]!) continue;
      this.#held -= length;
      return table.symbols[code + table.offsets[length]!]!;
    }
    this.checkEnd();
    throw new JpegError('damaged', text('its data have a code that its Huffman table lacks'));
  }

  /** A number of `size` bits, whose first bit says the sign (T.81, F.2.2.1). */
  signed(size: number): number {
    if (size === 0) return 0;
    const value = this.bits(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** Throws `truncated` or `damaged` when more bits were read than there are. */
  checkEnd(): void {
    if (this.#padded <= this.#held) return;
    if (this.position >= this.data.length)
      throw new JpegError('truncated', text('its data end before the picture does'));
    throw new JpegError('damaged', text('its data have a marker where the picture goes on'));
  }

  /** Goes on behind the next restart marker. Throws `damaged` when there is another marker or none. */
  restart(): void {
    this.position = nextMarker(this.data, this.position);
    const marker = this.data[this.position + 1];
    if (marker === undefined) throw new JpegError('truncated', text('its data end before the picture does'));
    if (marker < 0xd0 || marker > 0xd7) throw new JpegError('damaged', text('its data lack a restart marker'));
    this.position += 2;
    this.#held = 0;
    this.#padded = 0;
  }

  #hold(count: number): void {
    while (this.#held < count) {
      let byte = this.data[this.position];
      if (byte === undefined || (byte === 0xff && this.data[this.position + 1] !== 0)) {
        byte = 0;
        this.#padded += 8;
      } else {
        this.position += byte === 0xff ? 2 : 1;
      }
      this.#buffer = (this.#buffer << 8) | byte;
      this.#held += 8;
    }
  }
}

/** Where the next marker begins, at or after a position; the end of the data when there is none. */
export function nextMarker(data: Uint8Array, position: number): number {
  for (let at = position; at + 1 < data.length; at++) {
    // Bytes of 255 may be put before a marker; 255 and 0 are a byte of the data.
    if (data[at] === 0xff && data[at + 1] !== 0xff && data[at + 1] !== 0) return at;
  }
  return data.length;
}
