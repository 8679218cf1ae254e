import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import type { Decoded } from './decoded';

/**
 * TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, the first bit in the most significant place, the width
 * growing one code early.
 */
const clearCode = 256;
const endCode = 257;
const firstFree = 258;
const tableSize = 4096;
/** The encoder empties its table at this many entries, so that no reader runs out of codes. */
const encoderLimit = 4094;

/** Fewer bytes than this after the last code are what is left of it, and what makes the length even. */
const longestRest = 2;

/**
 * Whether data are of before TIFF 5: the first bit of a code is in the least significant place, and the width grows when
 * the table is full, not one code before. Every stream starts with a clear code, so that its first bytes tell (as in
 * libtiff's LZWDecodeCompat, which reads these).
 */
export function isOldLzw(data: Uint8Array): boolean {
  return data.length >= 2 && data[0] === 0 && (data[1]! & 1) === 1;
}

/**
 * Decodes into `out`, also data of before TIFF 5 (see isOldLzw).
 * @throws DenoiseError `damaged` on a code that is not in the table.
 */
export function decodeLzw(data: Uint8Array, out: Uint8Array, what: Text): Decoded {
  const isOld = isOldLzw(data);
  const early = isOld ? 0 : 1;
  // A string is a byte after a shorter string; it is written from its end.
  const prefix = new Uint16Array(tableSize);
  const suffix = new Uint8Array(tableSize);
  const lengths = new Uint16Array(tableSize).fill(1);
  const firsts = new Uint8Array(tableSize);
  for (let i = 0; i < 256; i++) {
    suffix[i] = i;
    firsts[i] = i;
  }
  let free = firstFree;
  let width = 9;
  let previous = -1;
  let held = 0;
  let heldBits = 0;
  let position = 0;
  let written = 0;
  for (;;) {
    while (heldBits < width && position < data.length) {
      held = isOld ? held | (data[position++]! << heldBits) : ((held & 0xffff) << 8) | data[position++]!;
      heldBits += 8;
    }
    if (heldBits < width) break;
    heldBits -= width;
    const code = (isOld ? held : held >>> heldBits) & ((1 << width) - 1);
    if (isOld) held >>>= width;
    if (code === endCode) return { length: written, trailing: data.length - position };
    if (code === clearCode) {
      free = firstFree;
      width = 9;
      previous = -1;
      continue;
    }
    if (written >= out.length) return { length: written, isMore: data.length - position >= longestRest };
    if (code > free || (code >= firstFree && previous < 0) || (code === free && free >= tableSize)) {
      throw new DenoiseError(
        'damaged',
        text('{0} cannot be decompressed: LZW code {1} is not in the table yet.', what, code),
      );
    }
    if (previous >= 0 && free < tableSize) {
      prefix[free] = previous;
      firsts[free] = firsts[previous]!;
      // The code may be the very string being added, which starts as the one before.
      suffix[free] = firsts[code === free ? previous : code]!;
      lengths[free] = lengths[previous]! + 1;
      free++;
      if (free === (1 << width) - early && width < 12) width++;
    }
    const end = written + lengths[code]!;
    for (let at = end - 1, link = code; at >= written; at--) {
      // Writes past the end of a typed array do nothing.
      out[at] = suffix[link]!;
      link = prefix[link]!;
    }
    if (end > out.length) return { length: out.length, isMore: true };
    written = end;
    previous = code;
  }
  return { length: written };
}

/** Encodes bytes; the stream starts with a clear code and ends with an end code. */
export function encodeLzw(content: Uint8Array): Uint8Array {
  const out = new BitSink(content.length);
  const strings = new StringTable();
  let free = firstFree;
  let width = 9;
  out.write(clearCode, width);
  let string = -1;
  const grow = () => {
    free++;
    if (free === encoderLimit) {
      out.write(clearCode, width);
      strings.clear();
      free = firstFree;
      width = 9;
    } else if (free === 1 << width) {
      width++;
    }
  };
  for (let i = 0; i < content.length; i++) {
    const byte = content[i]!;
    if (string < 0) {
      string = byte;
      continue;
    }
    const longer = strings.findOrAdd(string, byte, free);
    if (longer >= 0) {
      string = longer;
      continue;
    }
    out.write(string, width);
    grow();
    string = byte;
  }
  if (string >= 0) {
    out.write(string, width);
    // A reader adds a string at this code too and may widen its codes.
    grow();
  }
  out.write(endCode, width);
  return out.finish();
}

/** The encoder's strings by (string, next byte), in a hash table with open addressing. */
class StringTable {
  static readonly #size = 16384;
  readonly #keys = new Int32Array(StringTable.#size).fill(-1);
  readonly #codes = new Uint16Array(StringTable.#size);

  clear(): void {
    this.#keys.fill(-1);
  }

  /** The code of `string` followed by `byte`, or -1 after adding it under `code`. */
  findOrAdd(string: number, byte: number, code: number): number {
    const key = (string << 8) | byte;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 18) & (StringTable.#size - 1);
    while (this.#keys[slot] !== -1) {
      if (this.#keys[slot] === key) return this.#codes[slot]!;
      slot = (slot + 1) & (StringTable.#size - 1);
    }
    this.#keys[slot] = key;
    this.#codes[slot] = code;
    return -1;
  }
}

/** A growing array of bytes that codes are written into, most significant bit first. */
class BitSink {
  #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  constructor(expectedLength: number) {
    this.#bytes = new Uint8Array(expectedLength + 64);
  }

  write(code: number, width: number): void {
    this.#held = (this.#held << width) | code;
    this.#heldBits += width;
    if (this.#length + 4 > this.#bytes.length) this.#grow();
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      this.#bytes[this.#length++] = this.#held >>> this.#heldBits;
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  finish(): Uint8Array {
    if (this.#heldBits > 0) this.#bytes[this.#length++] = this.#held << (8 - this.#heldBits);
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(Math.ceil(this.#bytes.length * 1.5));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
