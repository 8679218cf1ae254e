import { packBits, unpackBits } from '../bitPacking';
import { copyBigEndian } from '../byteOrder';
import { allocateBytes, allocateSamples } from '../pageMemory';
import { applyFilter, chooseFilter } from './filters';
import { ColorType, type PngHeader, samplesPerPixel } from './header';
import { type Pass, passesOf, rowLength } from './interlace';
import { undoFilterFast } from './simdFilters';

/** Samples as the file holds them (palette indices not looked up): [height][width][samplesPerPixel]. */
export type FileSamples = Uint8Array | Uint16Array;

/** A row of a pass. */
interface Row {
  readonly pass: Pass;
  readonly index: number;
  /** Bytes after its filter byte. */
  readonly length: number;
}

function* rowsOf(header: PngHeader): Generator<Row, undefined> {
  for (const pass of passesOf(header)) {
    const length = rowLength(header, pass);
    for (let index = 0; index < pass.height; index++) yield { pass, index, length };
  }
}

/** Turns inflated image data into samples as they come. */
export class ScanlineReader {
  readonly samples: FileSamples;
  readonly #perPixel: number;
  readonly #rows: Generator<Row, undefined>;
  #row: Row | undefined;
  /** The start of a row that goes on in the next piece. */
  #begun = new Uint8Array();
  #begunLength = 0;
  #above = new Uint8Array();
  #bytes = new Uint8Array();
  #line: FileSamples = new Uint8Array();

  /** Throws `too-large`. */
  constructor(readonly header: PngHeader) {
    this.#perPixel = samplesPerPixel(header);
    const count = header.width * header.height * this.#perPixel;
    this.samples = allocateSamples('uint', header.bitDepth, count) as FileSamples;
    this.#rows = rowsOf(header);
    this.#startRow();
  }

  /** Reads the next bytes of the image data. Throws `damaged` on a filter type that does not exist. */
  read(piece: Uint8Array): void {
    for (let position = 0; position < piece.length && this.#row; ) {
      const filteredLength = 1 + this.#row.length;
      const part = piece.subarray(position, position + filteredLength - this.#begunLength);
      position += part.length;
      if (part.length === filteredLength) {
        this.#finishRow(this.#row, part);
        continue;
      }
      this.#begun.set(part, this.#begunLength);
      this.#begunLength += part.length;
      if (this.#begunLength < filteredLength) return;
      this.#begunLength = 0;
      this.#finishRow(this.#row, this.#begun);
    }
  }

  #startRow(): void {
    this.#row = this.#rows.next().value;
    if (this.#row?.index !== 0) return;
    const { length, pass } = this.#row;
    this.#begun = new Uint8Array(1 + length);
    this.#above = new Uint8Array(length);
    this.#bytes = new Uint8Array(length);
    this.#line = this.samples.slice(0, pass.width * this.#perPixel) as FileSamples;
  }

  #finishRow({ pass, index }: Row, filtered: Uint8Array): void {
    const { header, samples } = this;
    const line = this.#line;
    const bytes = this.#bytes;
    undoFilterFast(filtered[0]!, filtered.subarray(1), this.#above, filterDistance(header), bytes);
    const start = rowStart(header, pass, index, this.#perPixel);
    if (pass.stepX === 1) {
      unpackRow(bytes, header.bitDepth, samples, start, line.length);
    } else {
      unpackRow(bytes, header.bitDepth, line, 0, line.length);
      scatter(line, samples, start, pass.stepX, this.#perPixel);
    }
    [this.#bytes, this.#above] = [this.#above, bytes];
    this.#startRow();
  }
}

/** Rows are given out in pieces of about this many bytes. */
const pieceLength = 1 << 18;

/** The rows of an image with their filter bytes, ready to be deflated, a piece at a time. Throws `too-large`. */
export function* filterScanlines(header: PngHeader, samples: FileSamples): Generator<Uint8Array> {
  const perPixel = samplesPerPixel(header);
  const distance = filterDistance(header);
  // Indices and packed samples are no smooth signal: filters make them larger (PNG section 12.7).
  const adaptive = header.colorType !== ColorType.palette && header.bitDepth >= 8;
  for (const pass of passesOf(header)) {
    const length = rowLength(header, pass);
    const line = samples.slice(0, pass.width * perPixel) as FileSamples;
    let above = new Uint8Array(length);
    let bytes = new Uint8Array(length);
    const rowsAtOnce = Math.ceil(pieceLength / (1 + length));
    for (let top = 0; top < pass.height; top += rowsAtOnce) {
      const end = Math.min(top + rowsAtOnce, pass.height);
      const piece = allocateBytes((end - top) * (1 + length));
      for (let row = top; row < end; row++) {
        const start = rowStart(header, pass, row, perPixel);
        if (pass.stepX === 1) {
          packRow(samples, start, line.length, header.bitDepth, bytes);
        } else {
          gather(samples, start, pass.stepX, perPixel, line);
          packRow(line, 0, line.length, header.bitDepth, bytes);
        }
        const offset = (row - top) * (1 + length);
        const type = adaptive ? chooseFilter(bytes, above, distance) : 0;
        piece[offset] = type;
        applyFilter(type, bytes, above, distance, piece.subarray(offset + 1, offset + 1 + length));
        [above, bytes] = [bytes, above];
      }
      yield piece;
    }
  }
}

/** How far to the left a filter looks: the bytes of a pixel, at least 1. */
function filterDistance(header: PngHeader): number {
  return Math.max(1, (samplesPerPixel(header) * header.bitDepth) >> 3);
}

function rowStart(header: PngHeader, pass: Pass, row: number, perPixel: number): number {
  return ((pass.y + row * pass.stepY) * header.width + pass.x) * perPixel;
}

function unpackRow(bytes: Uint8Array, bitDepth: number, samples: FileSamples, start: number, count: number): void {
  if (bitDepth === 8) {
    samples.set(bytes, start);
  } else if (bitDepth === 16) {
    copyBigEndian(wordsOf(bytes), samples as Uint16Array, start);
  } else {
    unpackBits(bytes, 0, bitDepth, count, samples, start);
  }
}

function packRow(samples: FileSamples, start: number, count: number, bitDepth: number, bytes: Uint8Array): void {
  if (bitDepth === 8) {
    bytes.set(samples.subarray(start, start + count));
  } else if (bitDepth === 16) {
    copyBigEndian(samples.subarray(start, start + count) as Uint16Array, wordsOf(bytes));
  } else {
    packBits(samples, start, bitDepth, count, bytes, 0);
  }
}

/** @param bytes at the start of their buffer. */
function wordsOf(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.buffer, 0, bytes.length / 2);
}

function scatter(line: FileSamples, samples: FileSamples, start: number, stepX: number, perPixel: number): void {
  for (let from = 0, to = start; from < line.length; from += perPixel, to += stepX * perPixel) {
    for (let i = 0; i < perPixel; i++) samples[to + i] = line[from + i]!;
  }
}

function gather(samples: FileSamples, start: number, stepX: number, perPixel: number, line: FileSamples): void {
  for (let to = 0, from = start; to < line.length; to += perPixel, from += stepX * perPixel) {
    for (let i = 0; i < perPixel; i++) line[to + i] = samples[from + i]!;
  }
}
