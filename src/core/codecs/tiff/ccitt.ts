import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { type CodeTable, codeBits, modeCodes, RowMode, runCodes } from './ccittCodes';

/** The three ways TIFF has of CCITT's fax codes (TIFF 6.0, sections 10 and 11). */
export type CcittScheme =
  /** Compression 2: runs only, every row starting on a byte. */
  | 'modified-huffman'
  /** Compression 3, T.4 with runs only: rows are parted by end-of-line codes. */
  | 'group-3'
  /** Compression 3 with T4Options bit 0: rows may refer to the one above. */
  | 'group-3-2d'
  /** Compression 4, T.6: every row refers to the one above. */
  | 'group-4';

const white = 0;
const endOfLineZeros = 11;

/**
 * Decodes rows of black (1) and white (0) pixels into `out`, most significant bit first, every row on a byte of its own.
 * @param out zeroed; its length says how many rows there are at most.
 * @returns how many bytes were written.
 * @throws DenoiseError `damaged` on a code that does not exist or a row of another width.
 */
export function decodeCcitt(
  data: Uint8Array,
  out: Uint8Array,
  columns: number,
  scheme: CcittScheme,
  what: Text,
): number {
  const rowLength = Math.ceil(columns / 8);
  const reader = new BitReader(data);
  let above = new RowChanges(columns);
  let row = new RowChanges(columns);
  let written = 0;
  for (; written + rowLength <= out.length && !reader.atEnd; written += rowLength) {
    if (scheme === 'modified-huffman') reader.alignToByte();
    const start = scheme === 'group-4' ? startOfGroup4Row(reader) : startOfRow(reader, scheme);
    if (start === 'end') break;
    row.clear();
    try {
      if (start === 'by-runs') decodeRuns(reader, row);
      else decodeByRowAbove(reader, row, above);
    } catch (thrown) {
      if (!(thrown instanceof DenoiseError)) throw thrown;
      const rows = written / rowLength;
      throw new DenoiseError(
        'damaged',
        text('{0} cannot be decompressed: in its row {1}, {2}.', what, rows, thrown.text),
      );
    }
    row.paint(out, written);
    [above, row] = [row, above];
  }
  return written;
}

/** Where a row changes colour, to black first: a row that starts black has a change at 0. */
class RowChanges {
  readonly #positions: Int32Array;
  #count = 0;

  constructor(readonly columns: number) {
    // A row of runs of one pixel, the empty white run at its start and three marks of its end.
    this.#positions = new Int32Array(columns + 5).fill(columns);
  }

  clear(): void {
    this.#positions.fill(this.columns, 0, this.#count);
    this.#count = 0;
  }

  /** `columns` past the last change. */
  at(index: number): number {
    return this.#positions[index]!;
  }

  add(position: number): void {
    const last = this.#count > 0 ? this.#positions[this.#count - 1]! : 0;
    if (position > this.columns || position < last || this.#count > this.columns + 1) {
      throw new DenoiseError('damaged', text('the runs do not make up the {0} pixels of a row', this.columns));
    }
    this.#positions[this.#count++] = position;
  }

  paint(out: Uint8Array, start: number): void {
    for (let i = 0; i < this.#count; i += 2) {
      const end = this.#positions[i + 1]!;
      for (let x = this.#positions[i]!; x < end; ) {
        if ((x & 7) === 0 && end - x >= 8) {
          const bytes = (end - x) >> 3;
          out.fill(0xff, start + (x >> 3), start + (x >> 3) + bytes);
          x += bytes * 8;
        } else {
          out[start + (x >> 3)]! |= 0x80 >> (x & 7);
          x++;
        }
      }
    }
  }
}

function decodeRuns(reader: BitReader, row: RowChanges): void {
  let position = 0;
  for (let color = white; position < row.columns; color = 1 - color) {
    position += readRun(reader, color);
    row.add(position);
  }
}

function readRun(reader: BitReader, color: number): number {
  let length = 0;
  for (;;) {
    const part = reader.readCode(runCodes[color]!);
    length += part;
    if (part < 64) return length;
  }
}

/** T.4 section 4.2 and T.6 section 2.2; a0, b1 are that text's names for the pixels where colours change. */
function decodeByRowAbove(reader: BitReader, row: RowChanges, above: RowChanges): void {
  let color = white;
  let a0 = -1;
  // The first change above to the right of a0 and to the other colour than a0's; its index is odd when a0 is black.
  let b1 = 0;
  while (a0 < row.columns) {
    const mode = reader.readCode(modeCodes);
    if (mode === RowMode.pass) {
      a0 = above.at(b1 + 1);
    } else if (mode === RowMode.horizontal) {
      const middle = Math.max(a0, 0) + readRun(reader, color);
      row.add(middle);
      a0 = middle + readRun(reader, 1 - color);
      row.add(a0);
    } else {
      a0 = above.at(b1) + mode;
      row.add(a0);
      color = 1 - color;
      // The next one may lie to the left of the last when a0 does.
      b1 = b1 > 0 ? b1 - 1 : b1 + 1;
    }
    while (above.at(b1) <= a0 && above.at(b1) < row.columns) b1 += 2;
  }
}

type RowStart = 'by-runs' | 'by-row-above' | 'end';

/** Steps over end-of-line codes; more than one of them ends the data. */
function startOfRow(reader: BitReader, scheme: CcittScheme): RowStart {
  let start: RowStart = 'by-runs';
  let endsOfLine = 0;
  while (reader.peek(endOfLineZeros) === 0) {
    // Zeros may fill up the row before.
    while (!reader.atEnd && reader.peek(1) === 0) reader.skip(1);
    if (reader.atEnd) return 'end';
    reader.skip(1);
    endsOfLine++;
    if (scheme === 'group-3-2d') {
      start = reader.peek(1) === 1 ? 'by-runs' : 'by-row-above';
      reader.skip(1);
    }
  }
  return endsOfLine > 1 ? 'end' : start;
}

function startOfGroup4Row(reader: BitReader): RowStart {
  return reader.peek(endOfLineZeros) === 0 ? 'end' : 'by-row-above';
}

/** Reads bits, the most significant of a byte first; zeros follow the last byte. */
class BitReader {
  #position = 0;

  constructor(readonly data: Uint8Array) {}

  get atEnd(): boolean {
    return this.#position >= this.data.length * 8;
  }

  /** The next 1 to 16 bits as a number. */
  peek(count: number): number {
    const byte = this.#position >> 3;
    const { data } = this;
    const held = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0);
    return (held >> (24 - (this.#position & 7) - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#position += count;
  }

  alignToByte(): void {
    this.#position = (this.#position + 7) & ~7;
  }

  /** Throws `damaged` when the next bits are no code. */
  readCode({ values, lengths }: CodeTable): number {
    const next = this.peek(codeBits);
    const length = lengths[next]!;
    if (length === 0 || this.atEnd) throw new DenoiseError('damaged', 'there is a code that does not exist');
    this.#position += length;
    return values[next]!;
  }
}
