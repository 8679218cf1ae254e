import { DenoiseError } from '../../errors';
import { concatBytes } from '../pageMemory';
import type { Field } from './directory';
import { headerLength } from './header';
import type { KeptPlace } from './hiddenData';
import { FieldType, fieldSize } from './tags';

/** Where a directory was put. */
export interface WrittenDirectory {
  readonly offset: number;
  /** Makes another directory the next page. */
  linkTo(next: WrittenDirectory): void;
}

/** Puts a TIFF or BigTIFF file together, part by part. */
export class TiffWriter {
  readonly #parts: Uint8Array[] = [];
  readonly #header: Uint8Array;
  #length: number;
  /** What is still to come at its place, in the order of the file. */
  #kept: readonly KeptPlace[] = [];
  readonly #keptLengths = new Map<number, number>();

  constructor(
    readonly littleEndian: boolean,
    readonly big: boolean,
  ) {
    this.#header = new Uint8Array(headerLength(big));
    this.#parts.push(this.#header);
    this.#length = this.#header.length;
  }

  /**
   * Puts bytes at given places behind the header; everything else goes around them. Fields of the source whose values are
   * among them stay there. To be called before anything is added.
   * @param places in the order of the file, without overlap.
   */
  keep(places: readonly KeptPlace[]): void {
    this.#kept = places;
    for (const { start, bytes } of places) this.#keptLengths.set(start, bytes.length);
  }

  /** Adds bytes at the end and returns their offset. Throws `too-large` when it does not fit a classic TIFF. */
  append(bytes: Uint8Array, alignment = 1): number {
    this.#makeRoom(bytes.length, alignment);
    return this.#add(bytes);
  }

  /** Moves the end to where so many bytes fit before what must stay at its place. */
  #makeRoom(length: number, alignment: number): void {
    const start = () => Math.ceil(this.#length / alignment) * alignment;
    while (this.#kept[0] && start() + length > this.#kept[0].start) this.#addKept();
    this.#fillUpTo(start());
  }

  #addKept(): void {
    const [first, ...others] = this.#kept;
    if (!first) return;
    this.#fillUpTo(first.start);
    this.#add(first.bytes);
    this.#kept = others;
  }

  #fillUpTo(end: number): void {
    if (end > this.#length) this.#add(new Uint8Array(end - this.#length));
  }

  #add(bytes: Uint8Array): number {
    const offset = this.#length;
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (!this.big && this.#length >= 2 ** 32) {
      throw new DenoiseError('too-large', 'The result is larger than 4 GiB. Save the source as BigTIFF first.');
    }
    return offset;
  }

  /** A field of unsigned integers, which must fit the type. */
  numbers(tag: number, type: number, values: readonly number[]): Field {
    const size = fieldSize(type) ?? 1;
    const data = new Uint8Array(values.length * size);
    const view = new DataView(data.buffer);
    values.forEach((value, i) => {
      if (size === 2) view.setUint16(i * 2, value, this.littleEndian);
      else if (size === 4) view.setUint32(i * 4, value, this.littleEndian);
      else if (size === 8) view.setBigUint64(i * 8, BigInt(value), this.littleEndian);
      else view.setUint8(i, value);
    });
    return { tag, type, count: values.length, data };
  }

  /** A field of offsets or byte counts, as wide as the file's kind has them. */
  offsets(tag: number, values: readonly number[]): Field {
    return this.numbers(tag, this.big ? FieldType.long8 : FieldType.long, values);
  }

  /** Adds a directory and the values of its fields, which are sorted by tag as the specification asks. */
  appendDirectory(fields: readonly Field[]): WrittenDirectory {
    const sorted = [...fields].sort((a, b) => a.tag - b.tag);
    const inlineLength = this.big ? 8 : 4;
    const entries = sorted.map((field) => {
      const inline = field.data.length <= inlineLength;
      return { field, offset: inline ? undefined : (this.#placeKept(field) ?? this.#appendAligned(field.data)) };
    });
    const countLength = this.big ? 8 : 2;
    const entryLength = this.big ? 20 : 12;
    const end = countLength + entries.length * entryLength;
    const bytes = new Uint8Array(end + inlineLength);
    const view = new DataView(bytes.buffer);
    if (this.big) this.#setOffset(view, 0, entries.length);
    else view.setUint16(0, entries.length, this.littleEndian);
    entries.forEach(({ field, offset }, i) => {
      const at = countLength + i * entryLength;
      view.setUint16(at, field.tag, this.littleEndian);
      view.setUint16(at + 2, field.type, this.littleEndian);
      this.#setOffset(view, at + 4, field.count);
      if (offset === undefined) bytes.set(field.data, at + 4 + inlineLength);
      else this.#setOffset(view, at + 4 + inlineLength, offset);
    });
    const offset = this.#appendAligned(bytes);
    return { offset, linkTo: (next) => this.#setOffset(view, end, next.offset) };
  }

  /** The whole file. Throws `too-large` when there is no memory for it. */
  finish(first: WrittenDirectory): Uint8Array {
    while (this.#kept.length > 0) this.#addKept();
    const view = new DataView(this.#header.buffer);
    this.#header.fill(this.littleEndian ? 0x49 : 0x4d, 0, 2);
    view.setUint16(2, this.big ? 43 : 42, this.littleEndian);
    if (this.big) view.setUint16(4, 8, this.littleEndian);
    this.#setOffset(view, this.big ? 8 : 4, first.offset);
    return concatBytes(this.#parts);
  }

  /** Directories and values start on a word boundary (TIFF 6.0 pages 13 and 15), in BigTIFF on one of 8 bytes. */
  #appendAligned(bytes: Uint8Array): number {
    return this.append(bytes, this.big ? 8 : 2);
  }

  /** Where the values of a field stay, if they do. */
  #placeKept({ place, data }: Field): number | undefined {
    return place !== undefined && this.#keptLengths.get(place) === data.length ? place : undefined;
  }

  #setOffset(view: DataView, at: number, value: number): void {
    if (this.big) view.setBigUint64(at, BigInt(value), this.littleEndian);
    else view.setUint32(at, value, this.littleEndian);
  }
}
