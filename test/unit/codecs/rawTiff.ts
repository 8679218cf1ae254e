import { fieldSize, Tag } from '../../../src/core/codecs/tiff/tags';

/** An entry as it is to stand in a directory, right or wrong. */
export interface RawEntry {
  readonly tag: number;
  readonly type: number;
  readonly values: readonly number[];
  /** In place of the number of values. */
  readonly count?: number;
  /** In place of where the values are put. */
  readonly place?: number;
}

export interface RawPage {
  readonly entries: readonly RawEntry[];
  readonly data?: readonly number[];
  /** In place of the link to the page that follows. */
  readonly next?: number;
}

export interface RawKind {
  readonly littleEndian: boolean;
  readonly big: boolean;
}

/** A file byte for byte as told: entries in any order and as often as wanted, wrong counts, links and places. */
export function rawTiff({ littleEndian, big }: RawKind, pages: readonly RawPage[]): Uint8Array {
  const bytes: number[] = [];
  const put = (at: number, value: number, size: number) => {
    const digits = Array.from({ length: size }, (_, i) =>
      Number((BigInt.asUintN(64, BigInt(value)) >> BigInt(8 * i)) & 255n),
    );
    if (!littleEndian) digits.reverse();
    digits.forEach((digit, i) => {
      bytes[at + i] = digit;
    });
  };
  const offsetSize = big ? 8 : 4;
  put(0, littleEndian ? 0x4949 : 0x4d4d, 2);
  put(2, big ? 43 : 42, 2);
  if (big) {
    put(4, 8, 2);
    put(6, 0, 2);
  }
  let link = big ? 8 : 4;
  put(link, 0, offsetSize);
  for (const { entries, data = [], next } of pages) {
    const dataAt = bytes.length;
    bytes.push(...data);
    const extended = entries.map((entry) => (entry.tag === Tag.stripOffsets ? { ...entry, values: [dataAt] } : entry));
    const start = bytes.length;
    put(link, start, offsetSize);
    const entriesAt = start + (big ? 8 : 2);
    const entrySize = big ? 20 : 12;
    put(start, entries.length, big ? 8 : 2);
    link = entriesAt + entries.length * entrySize;
    for (let at = entriesAt; at < link + offsetSize; at++) bytes[at] = 0;
    extended.forEach(({ tag, type, values, count, place }, i) => {
      const at = entriesAt + i * entrySize;
      const size = fieldSize(type) ?? 4;
      put(at, tag, 2);
      put(at + 2, type, 2);
      put(at + 4, count ?? values.length, offsetSize);
      const isInline = values.length * size <= offsetSize;
      const valuesAt = isInline ? at + 4 + offsetSize : bytes.length;
      values.forEach((value, j) => {
        put(valuesAt + j * size, value, size);
      });
      if (place !== undefined || !isInline) put(at + 4 + offsetSize, place ?? valuesAt, offsetSize);
    });
    if (next !== undefined) put(link, next, offsetSize);
  }
  return Uint8Array.from(bytes);
}

/** A grey 8-bit page of so many columns and two rows; entries of `others` stand in for those of the same tag. */
export function greyPage(others: readonly RawEntry[] = [], columns = 4): RawPage {
  const data = Array.from({ length: 2 * columns }, (_, i) => i + 1);
  const plain: RawEntry[] = [
    { tag: Tag.imageWidth, type: 3, values: [columns] },
    { tag: Tag.imageLength, type: 3, values: [2] },
    { tag: Tag.bitsPerSample, type: 3, values: [8] },
    { tag: Tag.compression, type: 3, values: [1] },
    { tag: Tag.photometricInterpretation, type: 3, values: [1] },
    { tag: Tag.stripOffsets, type: 4, values: [0] },
    { tag: Tag.stripByteCounts, type: 4, values: [2 * columns] },
  ];
  const replaced = new Set(others.map(({ tag }) => tag));
  return { entries: [...plain.filter(({ tag }) => !replaced.has(tag)), ...others], data };
}

/** Characters of a text with the zero at its end. */
export const ascii = (text: string) => [...text, '\0'].map((character) => character.charCodeAt(0));

/** Classic and BigTIFF in both byte orders. */
export const rawKinds: readonly RawKind[] = [true, false].flatMap((littleEndian) =>
  [true, false].map((big) => ({ littleEndian, big })),
);
