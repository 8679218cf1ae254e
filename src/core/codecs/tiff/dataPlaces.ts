import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { Directory } from './directory';
import { Tag } from './tags';

/** Pairs of tags that say where strips or tiles lie and how long they are. */
export const locationPairs = [
  [Tag.stripOffsets, Tag.stripByteCounts],
  [Tag.tileOffsets, Tag.tileByteCounts],
] as const;

type LocationPair = (typeof locationPairs)[number];

/** Strips or tiles as they are in the file. Throws `damaged` or `truncated` when they are not all there. */
export function blocksAt(page: Directory, tags: LocationPair): { tags: LocationPair; data: Uint8Array[] } {
  const offsets = page.numbers(tags[0]) ?? [];
  const byteCounts = page.numbers(tags[1]) ?? [];
  if (offsets.length === 0 || offsets.length !== byteCounts.length) {
    throw new DenoiseError('damaged', text('Tags {0} and {1} do not say where its data are.', tags[0], tags[1]));
  }
  const data = offsets.map((offset, i) => page.source.slice(offset, byteCounts[i]!, text('Block {0}', i)));
  return { tags, data };
}

/** What old-style JPEG (TIFF 6.0, section 22) has in places of its own; thumbnails of EXIF are stored so too. */
export interface JpegPlaces {
  readonly tag: number;
  readonly data: readonly Uint8Array[];
}

const quantisationLength = 64;
/** How many codes there are of each of 16 lengths; as many values follow. */
const codeLengths = 16;

/** Throws `damaged` or `truncated` when the data are not all in the file. */
export function jpegPlaces(page: Directory): JpegPlaces[] {
  const places: JpegPlaces[] = [];
  const stream = page.number(Tag.jpegInterchangeFormat);
  if (stream) {
    const length = page.number(Tag.jpegInterchangeFormatLength) ?? page.source.length - stream;
    places.push({
      tag: Tag.jpegInterchangeFormat,
      data: [page.source.slice(stream, length, tagName(Tag.jpegInterchangeFormat))],
    });
  }
  for (const tag of [Tag.jpegQTables, Tag.jpegDcTables, Tag.jpegAcTables]) {
    const offsets = page.numbers(tag);
    if (offsets) places.push({ tag, data: offsets.map((offset) => tableAt(page, tag, offset)) });
  }
  return places;
}

function tableAt({ source }: Directory, tag: number, offset: number): Uint8Array {
  const what = tagName(tag);
  if (tag === Tag.jpegQTables) return source.slice(offset, quantisationLength, what);
  const values = source.slice(offset, codeLengths, what).reduce((sum, count) => sum + count, 0);
  return source.slice(offset, codeLengths + values, what);
}

const tagName = (tag: number) => text('TIFF tag {0}', tag);
