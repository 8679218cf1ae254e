import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { ByteSource } from './byteSource';
import type { TiffHeader } from './header';
import { FieldType, fieldSize } from './tags';

/** A field of an image file directory (TIFF 6.0 page 14). */
export interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The values in the byte order of the file. */
  readonly data: Uint8Array;
}

/** An image file directory: the fields of a page, or of a page's EXIF or GPS block. */
export class Directory {
  readonly #fields: ReadonlyMap<number, Field>;

  /** @param length bytes its entries take in the file. */
  constructor(
    readonly source: ByteSource,
    fields: readonly Field[],
    readonly length = 0,
  ) {
    this.#fields = new Map(fields.map((field) => [field.tag, field]));
  }

  get fields(): readonly Field[] {
    return [...this.#fields.values()];
  }

  has(tag: number): boolean {
    return this.#fields.has(tag);
  }

  /** A copy with other or more fields. */
  with(...fields: Field[]): Directory {
    return new Directory(this.source, [...this.#fields.values(), ...fields]);
  }

  /** A copy without some fields. */
  without(tags: ReadonlySet<number>): Directory {
    return new Directory(
      this.source,
      this.fields.filter(({ tag }) => !tags.has(tag)),
    );
  }

  /**
   * The values of a field of an unsigned integer type, or undefined when it is absent. Arrays of BYTE count too: some
   * writers use it for short numbers. Throws `damaged` on other types.
   */
  numbers(tag: number): number[] | undefined {
    const field = this.#fields.get(tag);
    if (!field) return undefined;
    const { data, count, type } = field;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const { littleEndian } = this.source;
    const read = (() => {
      switch (type) {
        case FieldType.byte:
        case FieldType.undefined:
          return (i: number) => view.getUint8(i);
        case FieldType.short:
          return (i: number) => view.getUint16(i * 2, littleEndian);
        case FieldType.long:
        case FieldType.ifd:
          return (i: number) => view.getUint32(i * 4, littleEndian);
        case FieldType.long8:
        case FieldType.ifd8:
          return (i: number) => Number(view.getBigUint64(i * 8, littleEndian));
        default:
          throw new DenoiseError(
            'damaged',
            text('TIFF tag {0} has field type {1} instead of an integer type.', tag, type),
          );
      }
    })();
    return Array.from({ length: count }, (_, i) => read(i));
  }

  /** The first value of a field, or undefined when it is absent or empty. */
  number(tag: number): number | undefined {
    return this.numbers(tag)?.[0];
  }

  /** The values of a field of unsigned fractions, or undefined when it is absent or of another type. */
  rationals(tag: number): number[] | undefined {
    const field = this.#fields.get(tag);
    if (field?.type !== FieldType.rational) return undefined;
    const parts = new Directory(this.source, [{ ...field, type: FieldType.long, count: field.count * 2 }]).numbers(
      tag,
    )!;
    return Array.from({ length: field.count }, (_, i) => parts[2 * i]! / parts[2 * i + 1]!);
  }

  /** The bytes of a field, or undefined when it is absent. */
  bytes(tag: number): Uint8Array | undefined {
    return this.#fields.get(tag)?.data;
  }

  /** The text of an ASCII field, or undefined. */
  text(tag: number): string | undefined {
    const field = this.#fields.get(tag);
    return field?.type === FieldType.ascii ? new TextDecoder('latin1').decode(field.data) : undefined;
  }
}

/** A directory and the offset of the one after it, 0 when it is the last. */
interface LinkedDirectory {
  readonly directory: Directory;
  readonly next: number;
}

/** The directories of all pages. Throws `damaged` (also when the chain loops) or `truncated`. */
export function readDirectoryChain(header: TiffHeader): Directory[] {
  const directories: Directory[] = [];
  const seen = new Set<number>();
  let length = 0;
  for (let offset = header.firstDirectory; offset !== 0; ) {
    if (seen.has(offset)) {
      throw new DenoiseError('damaged', text('The pages of the TIFF file form a loop at byte {0}.', offset));
    }
    seen.add(offset);
    const { directory, next } = readLinkedDirectory(header, offset);
    directories.push(directory);
    // Directories that overlap could make a small file take hours to read.
    length += directory.length;
    if (length > header.source.length) {
      throw new DenoiseError('damaged', text('The page directories of the TIFF file overlap at byte {0}.', offset));
    }
    offset = next;
  }
  if (directories.length === 0) throw new DenoiseError('damaged', 'The TIFF file has no pages.');
  return directories;
}

/** A directory that is not in the chain of pages, such as that of EXIF. Throws `damaged` or `truncated`. */
export function readDirectory(header: TiffHeader, offset: number): Directory {
  return readLinkedDirectory(header, offset).directory;
}

function readLinkedDirectory({ source, big }: TiffHeader, offset: number): LinkedDirectory {
  const what = text('A page directory');
  const readOffset = (at: number) => (big ? source.uint64(at, what) : source.uint32(at, what));
  const count = big ? source.uint64(offset, what) : source.uint16(offset, what);
  const entryLength = big ? 20 : 12;
  const start = offset + (big ? 8 : 2);
  // Also refuses counts that are too large to loop over.
  source.slice(start, count * entryLength, what);
  const inlineLength = big ? 8 : 4;
  const fields: Field[] = [];
  for (let entry = start; entry < start + count * entryLength; entry += entryLength) {
    const tag = source.uint16(entry, what);
    const type = source.uint16(entry + 2, what);
    const values = readOffset(entry + 4);
    const size = fieldSize(type);
    // Readers are to pass over fields of types they do not know (TIFF 6.0 page 16).
    if (size === undefined) continue;
    const valueField = entry + 4 + inlineLength;
    const at = values * size <= inlineLength ? valueField : readOffset(valueField);
    fields.push({ tag, type, count: values, data: source.slice(at, values * size, text('TIFF tag {0}', tag)) });
  }
  const end = start + count * entryLength;
  // Some writers leave out the link after the last page.
  const next = end + inlineLength <= source.length ? readOffset(end) : 0;
  return { directory: new Directory(source, fields, count * entryLength), next };
}
