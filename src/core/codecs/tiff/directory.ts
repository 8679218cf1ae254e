import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import type { ByteSource } from './byteSource';
import { FieldType } from './tags';

/** A field of an image file directory (TIFF 6.0 page 14). */
export interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The values in the byte order of the file. */
  readonly data: Uint8Array;
  /** Where in the source the values lie. */
  readonly place?: number;
}

/** A field whose values stay in the file: of millions of fields that a file may claim, each takes little memory. */
export class FileField implements Field {
  /** @param length bytes that the values take at `place`; all of them must be in the file. */
  constructor(
    readonly source: ByteSource,
    readonly tag: number,
    readonly type: number,
    readonly count: number,
    readonly place: number,
    readonly length: number,
  ) {}

  get data(): Uint8Array {
    return this.source.bytes.subarray(this.place, this.place + this.length);
  }
}

/** What reading a directory found out about it, besides its fields. */
export interface DirectoryFindings {
  readonly entries: number;
  /** Where the directory begins. */
  readonly place: number;
  /** Bytes its entries take in the file. */
  readonly length: number;
  /** Why the values of tags cannot be had. */
  readonly broken: ReadonlyMap<number, Text>;
  /** Sentences on entries that are passed over: the first few. */
  readonly problems: readonly Text[];
}

const noFindings: DirectoryFindings = { entries: 0, place: 0, length: 0, broken: new Map(), problems: [] };

/**
 * An image file directory: the fields of a page, or of a page's EXIF or GPS block. A tag may be there several times, as
 * ImageDescription is in the files of Micro-Manager; the first one counts, as it does in libtiff and tifffile.
 */
export class Directory {
  constructor(
    readonly source: ByteSource,
    /** In the order of the file. */
    readonly fields: readonly Field[],
    readonly findings: DirectoryFindings = noFindings,
  ) {}

  /** The first field of a tag. */
  find(tag: number): Field | undefined {
    return this.fields.find((field) => field.tag === tag);
  }

  has(tag: number): boolean {
    return this.find(tag) !== undefined;
  }

  /** A copy with other or more fields. */
  with(...fields: Field[]): Directory {
    const tags = new Set(fields.map(({ tag }) => tag));
    return new Directory(this.source, [...this.without(tags).fields, ...fields], this.findings);
  }

  /** A copy without some fields. */
  without(tags: ReadonlySet<number>): Directory {
    const fields = this.fields.filter(({ tag }) => !tags.has(tag));
    return new Directory(this.source, fields, this.findings);
  }

  /**
   * The values of a field of an integer type, or undefined when it is absent. Arrays of BYTE count too: some writers use
   * it for short numbers, as some use signed types. Throws `damaged` on other types, and what is wrong with the field when
   * its values cannot be had.
   */
  numbers(tag: number): number[] | undefined {
    const field = this.#needed(tag);
    if (!field) return undefined;
    this.#reader(field);
    return integersOf(field, this.source);
  }

  /** The first value of a field, or undefined when it is absent or empty. Throws as `numbers` does. */
  number(tag: number): number | undefined {
    const field = this.#needed(tag);
    return field && field.count > 0 ? this.#reader(field)(0) : undefined;
  }

  /** As `number`, but undefined too when the field makes no sense: for what pixels do not depend on. */
  hint(tag: number): number | undefined {
    const field = this.find(tag);
    return field && field.count > 0 ? integerReader(field, this.source)?.(0) : undefined;
  }

  /** As `hint`, of all values. */
  hints(tag: number): number[] | undefined {
    const field = this.find(tag);
    return field && integersOf(field, this.source);
  }

  /** The values of a field of unsigned fractions, or undefined when it is absent or of another type. */
  rationals(tag: number): number[] | undefined {
    const field = this.find(tag);
    if (field?.type !== FieldType.rational) return undefined;
    const part = this.#reader({ tag, type: FieldType.long, count: field.count * 2, data: field.data });
    return Array.from({ length: field.count }, (_, i) => part(2 * i) / part(2 * i + 1));
  }

  /** The bytes of a field, or undefined when it is absent. */
  bytes(tag: number): Uint8Array | undefined {
    return this.find(tag)?.data;
  }

  /** The text of an ASCII field, or undefined. */
  text(tag: number): string | undefined {
    const field = this.find(tag);
    return field?.type === FieldType.ascii ? new TextDecoder('latin1').decode(field.data) : undefined;
  }

  #needed(tag: number): Field | undefined {
    const field = this.find(tag);
    const problem = field ? undefined : this.findings.broken.get(tag);
    if (problem) throw new DenoiseError('truncated', problem);
    return field;
  }

  #reader(field: Field): (index: number) => number {
    const read = integerReader(field, this.source);
    if (read) return read;
    throw new DenoiseError(
      'damaged',
      text('TIFF tag {0} has field type {1} instead of an integer type.', field.tag, field.type),
    );
  }
}

/** The values of a field; undefined unless they are integers. */
export function integersOf(field: Field, source: ByteSource): number[] | undefined {
  const read = integerReader(field, source);
  return read && Array.from({ length: field.count }, (_, i) => read(i));
}

/** Reads the values of a field; undefined unless they are integers. */
function integerReader(
  { data, type }: Pick<Field, 'data' | 'type'>,
  { littleEndian }: ByteSource,
): ((index: number) => number) | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (type) {
    case FieldType.byte:
    case FieldType.undefined:
      return (i) => view.getUint8(i);
    case FieldType.signedByte:
      return (i) => view.getInt8(i);
    case FieldType.short:
      return (i) => view.getUint16(i * 2, littleEndian);
    case FieldType.signedShort:
      return (i) => view.getInt16(i * 2, littleEndian);
    case FieldType.long:
    case FieldType.ifd:
      return (i) => view.getUint32(i * 4, littleEndian);
    case FieldType.signedLong:
      return (i) => view.getInt32(i * 4, littleEndian);
    case FieldType.long8:
    case FieldType.ifd8:
      return (i) => Number(view.getBigUint64(i * 8, littleEndian));
    case FieldType.signedLong8:
      return (i) => Number(view.getBigInt64(i * 8, littleEndian));
    default:
      return undefined;
  }
}
