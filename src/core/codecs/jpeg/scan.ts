import { text } from '../../text';
import { blockSide, type Component, type Frame } from './frame';
import { BitReader, type HuffmanTable } from './huffman';
import { inverseDct } from './inverseDct';
import { JpegError } from './jpegError';

/** Coefficients of a block. */
export const blockLength = blockSide ** 2;

/** The places of coefficients in a block, row by row, in the order in which they are coded (T.81, figure A.6). */
export const zigzag = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21],
  ...[28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61],
  ...[54, 47, 55, 62, 63],
);

/** A component's part in a scan. */
export interface ScanComponent {
  readonly component: Component;
  /** Undefined when the scan does not need them. */
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
  /** Of sequential pictures, which are transformed block by block. */
  readonly quantisation: Uint16Array | undefined;
}

/** A scan: one pass over the blocks of some components (T.81, B.2.3). */
export interface Scan {
  readonly frame: Frame;
  readonly parts: readonly ScanComponent[];
  /** The first and last coefficient of a block in it, in zigzag order. */
  readonly first: number;
  readonly last: number;
  /** Of progressive pictures: bits that were cut off before, 0 in the first scan of a coefficient, and that are still. */
  readonly bitsBefore: number;
  readonly bitsLeft: number;
  /** Units between restart markers, 0 when there are none. */
  readonly restartInterval: number;
}

/**
 * Decodes the data of a scan.
 * @returns where the data end.
 * @throws JpegError `damaged` or `truncated`.
 */
export function decodeScan(scan: Scan, data: Uint8Array, position: number): number {
  const reader = new BitReader(data, position);
  const decoder = new BlockDecoder(scan, reader);
  const [only] = scan.parts;
  const isInterleaved = scan.parts.length > 1;
  const { frame } = scan;
  // A scan of one component has its blocks row by row, without those that lie beyond its edge.
  const unitsAcross = isInterleaved ? frame.unitsAcross : Math.ceil(only!.component.width / blockSide);
  const unitsDown = isInterleaved ? frame.unitsDown : Math.ceil(only!.component.height / blockSide);
  let untilRestart = scan.restartInterval;
  for (let unitY = 0; unitY < unitsDown; unitY++) {
    for (let unitX = 0; unitX < unitsAcross; unitX++) {
      if (scan.restartInterval > 0 && untilRestart-- === 0) {
        reader.restart();
        decoder.restart();
        untilRestart = scan.restartInterval - 1;
      }
      if (isInterleaved) decoder.decodeUnit(unitX, unitY);
      else decoder.decode(0, unitX, unitY);
      reader.checkEnd();
    }
  }
  return reader.position;
}

/** Decodes blocks of a scan, in order. */
class BlockDecoder {
  /** The latest DC value of each part; they are coded as differences. */
  readonly #latest: Int32Array;
  /** Blocks that follow without any coefficient that becomes more than 0 (T.81, G.1.2.2). */
  #emptyBlocks = 0;
  readonly #block = new Int16Array(blockLength);

  constructor(
    readonly scan: Scan,
    readonly reader: BitReader,
  ) {
    this.#latest = new Int32Array(scan.parts.length);
  }

  restart(): void {
    this.#latest.fill(0);
    this.#emptyBlocks = 0;
  }

  /** Decodes the blocks of all parts that lie in a unit. */
  decodeUnit(unitX: number, unitY: number): void {
    for (let index = 0; index < this.scan.parts.length; index++) {
      const { across, down } = this.scan.parts[index]!.component;
      for (let y = 0; y < down; y++) {
        for (let x = 0; x < across; x++) this.decode(index, unitX * across + x, unitY * down + y);
      }
    }
  }

  decode(index: number, blockX: number, blockY: number): void {
    const part = this.scan.parts[index]!;
    const { blocksAcross, coefficients, samples } = part.component;
    if (!coefficients) {
      this.#block.fill(0);
      this.#sequential(index, part);
      const stride = blocksAcross * blockSide;
      const to = blockY * blockSide * stride + blockX * blockSide;
      inverseDct(this.#block, 0, part.quantisation!, samples, to, stride);
      return;
    }
    const at = (blockY * blocksAcross + blockX) * blockLength;
    const { first, bitsBefore } = this.scan;
    if (first === 0) this.#progressiveDc(index, part, coefficients, at);
    else if (bitsBefore === 0) this.#progressiveAc(part, coefficients, at);
    else this.#refineAc(part, coefficients, at);
  }

  /** T.81, F.2.2.1 and F.2.2.2. */
  #sequential(index: number, { dc, ac }: ScanComponent): void {
    const { reader } = this;
    this.#block[0] = this.#nextDc(index, dc!);
    for (let place = 1; place < blockLength; place++) {
      const symbol = reader.symbol(ac!);
      const size = symbol & 15;
      place += symbol >> 4;
      if (size > 0) this.#block[placeInBlock(place)] = reader.signed(size);
      else if (symbol >> 4 < 15) return;
    }
  }

  #nextDc(index: number, table: HuffmanTable): number {
    const size = this.reader.symbol(table);
    if (size > 15) throw new JpegError('damaged', text('its data have a difference of {0} bits', size));
    this.#latest[index]! += this.reader.signed(size);
    return this.#latest[index]!;
  }

  /** T.81, G.1.2.1. */
  #progressiveDc(index: number, { dc }: ScanComponent, coefficients: Int16Array, at: number): void {
    const { bitsBefore, bitsLeft } = this.scan;
    if (bitsBefore === 0) coefficients[at] = this.#nextDc(index, dc!) << bitsLeft;
    else if (this.reader.bits(1)) coefficients[at]! |= 1 << bitsLeft;
  }

  /** T.81, G.1.2.2. */
  #progressiveAc({ ac }: ScanComponent, coefficients: Int16Array, at: number): void {
    if (this.#emptyBlocks > 0) {
      this.#emptyBlocks--;
      return;
    }
    const { reader } = this;
    const { first, last, bitsLeft } = this.scan;
    for (let place = first; place <= last; place++) {
      const symbol = reader.symbol(ac!);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run < 15) {
        this.#emptyBlocks = (1 << run) - 1 + reader.bits(run);
        return;
      }
      place += run;
      if (size > 0) coefficients[at + placeInBlock(place)] = reader.signed(size) * (1 << bitsLeft);
    }
  }

  /** T.81, G.1.2.3: a bit more of the coefficients that are not 0, and new ones of size 1 between them. */
  #refineAc({ ac }: ScanComponent, coefficients: Int16Array, at: number): void {
    const { reader } = this;
    const { first, last, bitsLeft } = this.scan;
    let place = first;
    if (this.#emptyBlocks === 0) {
      for (; place <= last; place++) {
        const symbol = reader.symbol(ac!);
        const run = symbol >> 4;
        const size = symbol & 15;
        if (size === 0 && run < 15) {
          this.#emptyBlocks = (1 << run) + reader.bits(run);
          break;
        }
        if (size > 1) throw new JpegError('damaged', text('its data refine a coefficient by more than a bit'));
        const added = size === 0 ? 0 : reader.bits(1) ? 1 << bitsLeft : -1 << bitsLeft;
        place = this.#refineUpTo(place, run, coefficients, at);
        if (added !== 0 && place <= last) coefficients[at + zigzag[place]!] = added;
      }
    }
    if (this.#emptyBlocks === 0) return;
    this.#refineUpTo(place, blockLength, coefficients, at);
    this.#emptyBlocks--;
  }

  /** Refines what is not 0 from a place on, passes over `run` zeros, and gives the place of the zero after them. */
  #refineUpTo(place: number, run: number, coefficients: Int16Array, at: number): number {
    const { last, bitsLeft } = this.scan;
    const bit = 1 << bitsLeft;
    let zeros = run;
    for (let next = place; next <= last; next++) {
      const i = at + zigzag[next]!;
      const value = coefficients[i]!;
      if (value === 0) {
        if (zeros-- === 0) return next;
      } else if (this.reader.bits(1) && (value & bit) === 0) {
        coefficients[i] = value + (value > 0 ? bit : -bit);
      }
    }
    return last + 1;
  }
}

function placeInBlock(place: number): number {
  if (place < blockLength) return zigzag[place]!;
  throw new JpegError('damaged', text('its data have a coefficient beyond the end of a block'));
}
