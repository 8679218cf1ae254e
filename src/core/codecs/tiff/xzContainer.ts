import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { concatBytes } from '../pageMemory';
import { crc32 } from '../png/crc32';

/** A block of an .xz file (xz file format 1.2.1, section 3). */
export interface XzBlock {
  /** LZMA2 data: whole chunks and the end mark. */
  readonly data: Uint8Array;
  /** Bytes that the data decompress to. */
  readonly length: number;
  /** The block holds more chunks than were asked for. */
  readonly isCut: boolean;
  /** The size of the dictionary, as a bit and a power of 2. */
  readonly dictionary: number;
  /** Distances of delta filters, which came before LZMA2 in compressing. */
  readonly distances: readonly number[];
  readonly check: XzCheck;
  /** Where the next block starts, of a block that is not cut. */
  readonly end: number;
}

/** How a block's content is checked. */
interface XzCheck {
  readonly kind: 'none' | 'crc32' | 'crc64' | 'other';
  readonly value: Uint8Array;
}

const magic = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0);
const headerLength = 12;
const Filter = { delta: 3, lzma2: 0x21 } as const;
const checkKinds: Readonly<Record<number, XzCheck['kind']>> = { 0: 'none', 1: 'crc32', 4: 'crc64' };
/** Bytes of checks by their number (section 2.1.1.2). */
const checkLengths = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/**
 * The blocks of an .xz file, up to the one with which `most` bytes are reached: its chunks after that are left out.
 * @throws DenoiseError `damaged`, `truncated`, or `unsupported` for filters other than delta and LZMA2.
 */
export function readXzBlocks(data: Uint8Array, most: number, what: Text): { blocks: XzBlock[]; end: number } {
  const reader = new XzReader(data, what);
  if (!magic.every((byte, i) => reader.byte(i) === byte)) {
    throw new DenoiseError('damaged', text('{0} does not start as LZMA data (an .xz file).', what));
  }
  const check = reader.byte(7) & 15;
  reader.checkCrc(6, 8);
  const blocks: XzBlock[] = [];
  let offset = headerLength;
  for (let length = 0; reader.byte(offset) !== 0; ) {
    const block = reader.block(offset, check, most - length);
    blocks.push(block);
    length += block.length;
    if (block.isCut) return { blocks, end: data.length };
    offset = block.end;
  }
  return { blocks, end: reader.endOfStream(offset) };
}

class XzReader {
  constructor(
    readonly data: Uint8Array,
    readonly what: Text,
  ) {}

  byte(offset: number): number {
    const { [offset]: byte } = this.data;
    if (byte !== undefined) return byte;
    throw new DenoiseError('truncated', text('{0} ends in the middle of its compressed data.', this.what));
  }

  uint16(offset: number): number {
    return this.byte(offset) * 256 + this.byte(offset + 1);
  }

  checkCrc(start: number, end: number): void {
    let expected = 0;
    for (let i = 3; i >= 0; i--) expected = expected * 256 + this.byte(end + i);
    if (crc32(this.data, start, end) !== expected) throw this.damaged();
  }

  damaged(): DenoiseError {
    return new DenoiseError('damaged', text('{0} cannot be decompressed: its LZMA data are not valid.', this.what));
  }

  block(start: number, checkNumber: number, most: number): XzBlock {
    const dataStart = start + (this.byte(start) + 1) * 4;
    this.checkCrc(start, dataStart - 4);
    const { distances, dictionary } = this.filters(start);
    const { end, length, isCut } = this.chunks(dataStart, most);
    const checkStart = start + Math.ceil((end - start) / 4) * 4;
    const checkLength = checkLengths[checkNumber]!;
    const kind = isCut ? 'none' : (checkKinds[checkNumber] ?? 'other');
    if (!isCut && checkLength > 0) this.byte(checkStart + checkLength - 1);
    return {
      data: isCut
        ? concatBytes([this.data.subarray(dataStart, end), Uint8Array.of(0)])
        : this.data.subarray(dataStart, end),
      length,
      isCut,
      dictionary,
      distances,
      check: { kind, value: this.data.subarray(checkStart, checkStart + checkLength) },
      end: checkStart + checkLength,
    };
  }

  /** The filters that a block's header names (section 3.1). */
  filters(start: number): { distances: number[]; dictionary: number } {
    const flags = this.byte(start + 1);
    let offset = start + 2;
    const number = () => {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = this.byte(offset++);
        value += (byte & 127) * scale;
        if (byte < 128 || scale > 2 ** 56) return value;
      }
    };
    // The sizes of the data, which show from the data too.
    if (flags & 0x40) number();
    if (flags & 0x80) number();
    const distances: number[] = [];
    let dictionary: number | undefined;
    for (let i = 0; i <= (flags & 3); i++) {
      const id = number();
      const length = number();
      const isLast = i === (flags & 3);
      if (length !== 1 || id !== (isLast ? Filter.lzma2 : Filter.delta)) {
        throw new DenoiseError('unsupported', text('{0} uses an LZMA filter that is not known ({1}).', this.what, id));
      }
      const value = this.byte(offset++);
      if (isLast) dictionary = value;
      else distances.push(value + 1);
    }
    return { distances, dictionary: dictionary! };
  }

  /** Where the chunks of LZMA2 data end, by their headers. */
  chunks(start: number, most: number): { end: number; length: number; isCut: boolean } {
    let offset = start;
    let length = 0;
    for (;;) {
      const control = this.byte(offset);
      if (control === 0) return { end: offset + 1, length, isCut: false };
      if (length >= most) return { end: offset, length, isCut: true };
      const size = this.uint16(offset + 1) + 1;
      if (control < 0x80) {
        if (control > 2) throw this.damaged();
        length += size;
        offset += 3 + size;
      } else {
        length += (control & 31) * 65536 + size;
        offset += (control >= 0xc0 ? 6 : 5) + this.uint16(offset + 3) + 1;
      }
      this.byte(offset - 1);
    }
  }

  /** Where the file ends whose index (section 4) starts at `start`; its footer has the length of the index. */
  endOfStream(start: number): number {
    for (let end = start + 8; ; end += 4) {
      this.byte(end + headerLength - 1);
      if (this.byte(end + 10) === 0x59 && this.byte(end + 11) === 0x5a && this.#indexLength(end) === end - start) {
        return end + headerLength;
      }
    }
  }

  #indexLength(footer: number): number {
    let size = 0;
    for (let i = 3; i >= 0; i--) size = size * 256 + this.byte(footer + 4 + i);
    return (size + 1) * 4;
  }
}

const littleEndian = (value: number) => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
const withCrc = (bytes: Uint8Array) => concatBytes([bytes, littleEndian(crc32(bytes))]);

/** A number in 7 bits a byte (section 1.2). */
function variableLength(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...variableLength(Math.floor(value / 128))];
}

/** Fills up to a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  return concatBytes([bytes, new Uint8Array(-bytes.length & 3)]);
}

/** The file of a single block without delta filters and checks, for a decoder that knows neither. */
export function plainXz({ data, length, dictionary }: XzBlock): Uint8Array {
  const streamFlags = Uint8Array.of(0, 0);
  const blockHeader = withCrc(Uint8Array.of(2, 0, Filter.lzma2, 1, dictionary, 0, 0, 0));
  const record = [...variableLength(blockHeader.length + data.length), ...variableLength(length)];
  const index = withCrc(padded(Uint8Array.of(0, 1, ...record)));
  const footer = concatBytes([littleEndian(index.length / 4 - 1), streamFlags]);
  return concatBytes([
    magic,
    withCrc(streamFlags),
    padded(concatBytes([blockHeader, data])),
    index,
    littleEndian(crc32(footer)),
    footer,
    Uint8Array.of(0x59, 0x5a),
  ]);
}
