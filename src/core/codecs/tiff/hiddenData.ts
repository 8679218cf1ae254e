import { text } from '../../text';
import type { NoteTaker } from '../notes';
import type { BlockLocations } from './blockGrid';
import { jpegPlaces, locationPairs } from './dataPlaces';
import { type Directory, type Field, integersOf } from './directory';
import { isBadSource } from './directoryCopier';
import { headerLength, type TiffHeader } from './header';
import { findHeaderBlock, withoutIndex } from './headerBlock';
import { pointedDirectories, pointsAtDirectories } from './pointers';
import { FieldType, Tag } from './tags';

/** Bytes of the source that stay at their place in the result. */
export interface KeptPlace {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/**
 * Tags whose values are blocks with places in the file in them: cameras' maker notes, DNG's private data, what Zeiss
 * writes into LSM files, MetaMorph's and Kodak's tables.
 */
const blocksWithPlaces = new Set<number>([Tag.makerNote, 50740, 34412, Tag.metaMorph1, Tag.metaMorph4, 33424, 65024]);

/** ImageJ's byte counts of its metadata, and Adobe's layers: no places. */
const plainPrivateTags = new Set<number>([50838, Tag.imageSourceData]);

/** Tags from here on are those of single companies. */
const firstPrivateTag = 32768;

const integerTypes = new Set<number>([
  ...[FieldType.long, FieldType.signedLong, FieldType.ifd],
  ...[FieldType.long8, FieldType.signedLong8, FieldType.ifd8],
]);

/** Shorter gaps are what alignment leaves. */
const shortestRegion = 4;
/** Values and bytes that are searched for places. */
const mostValues = 4096;
const mostSearched = 2 ** 20;
/** Pointers from one hidden block to another are followed so far. */
const mostPasses = 4;

/**
 * What must stay at its place in the file, because something that is copied without being understood may point at it: a
 * maker note, microscopes' data behind the header, blocks that private tags have the places of. Nothing, for most files.
 * @param located places of samples that the tags do not list.
 * @param headLength bytes of the result's header.
 * @param notes told when something cannot stay.
 */
export function findKeptPlaces(
  header: TiffHeader,
  pages: readonly Directory[],
  located: readonly BlockLocations[],
  headLength: number,
  notes: NoteTaker,
): KeptPlace[] {
  const { source } = header;
  const headerBlock = findHeaderBlock(header);
  const directories = withInnerDirectories(header, pages);
  const blocks = directories.flatMap(({ fields }) => fields.filter(isBlock));
  const privates = directories.flatMap(({ fields }) => fields.filter(mayPoint));
  if (!headerBlock && blocks.length === 0 && privates.length === 0) return [];
  const hidden = new HiddenRegions(source.length, claimedRegions(header, directories, located));
  if (headerBlock) hidden.mark(headerBlock.start);
  const view = new DataView(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
  const search = (start: number, end: number) => {
    for (let at = start; at + 4 <= Math.min(end, start + mostSearched); at += 2) {
      hidden.mark(view.getUint32(at, source.littleEndian));
    }
  };
  for (const field of privates) {
    for (const value of integersOf(field, source) ?? []) hidden.mark(value);
  }
  for (const { place, data } of blocks) search(place ?? 0, (place ?? 0) + data.length);
  for (let pass = 0, from = 0; pass < mostPasses && from < hidden.marked.length; pass++) {
    const fresh = hidden.marked.slice(from);
    from = hidden.marked.length;
    for (const { start, end } of fresh) search(start, end);
  }
  const inPlace = blocks.flatMap(({ place = 0, data }) => ({ start: place, end: place + data.length }));
  return withoutOverlap([...inPlace, ...hidden.marked], headLength, notes).map(({ start, end }) => {
    const bytes = source.bytes.subarray(start, end);
    const isStale = headerBlock?.hasIndex && headerBlock.start === start;
    return { start, bytes: isStale ? withoutIndex(bytes, notes) : bytes };
  });
}

interface Region {
  readonly start: number;
  readonly end: number;
}

/** Parts of the file that no tag accounts for. */
class HiddenRegions {
  readonly #regions: Region[] = [];
  readonly #marks = new Set<Region>();

  constructor(fileLength: number, claimed: Region[]) {
    let covered = 0;
    for (const { start: claimedStart, end } of claimed.sort((a, b) => a.start - b.start)) {
      // Tags can have places past the end.
      const start = Math.min(claimedStart, fileLength);
      if (start - covered >= shortestRegion) this.#regions.push({ start: covered, end: start });
      covered = Math.max(covered, end);
    }
    if (fileLength - covered >= shortestRegion) this.#regions.push({ start: covered, end: fileLength });
  }

  /** Keeps the region that a place is in. */
  mark(place: number): void {
    let low = 0;
    let high = this.#regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#regions[middle]!.end <= place) low = middle + 1;
      else high = middle;
    }
    const region = this.#regions[low];
    if (region && region.start <= place) this.#marks.add(region);
  }

  get marked(): Region[] {
    return [...this.#marks];
  }
}

/** Pages with their SubIFDs, EXIF and other directories, each once. What cannot be read is left out. */
function withInnerDirectories(header: TiffHeader, pages: readonly Directory[]): Directory[] {
  const found = [...pages];
  const seen = new Set(pages.map(({ findings }) => findings.place));
  for (let i = 0; i < found.length; i++) {
    for (const field of found[i]!.fields) {
      if (!pointsAtDirectories(field)) continue;
      for (const inner of pointed(header, field)) {
        if (seen.has(inner.findings.place)) continue;
        seen.add(inner.findings.place);
        found.push(inner);
      }
    }
  }
  return found;
}

function pointed(header: TiffHeader, field: Field): Directory[] {
  try {
    return pointedDirectories(header, field);
  } catch (thrown) {
    if (!isBadSource(thrown)) throw thrown;
    return [];
  }
}

/** What the known tags account for: directories, their values, and the data that they have the places of. */
function claimedRegions(
  { big }: TiffHeader,
  directories: readonly Directory[],
  located: readonly BlockLocations[],
): Region[] {
  const regions: Region[] = [{ start: 0, end: headerLength(big) }];
  const claim = (start: number, length: number) => regions.push({ start, end: start + length });
  const claimData = ({ offsets, byteCounts }: BlockLocations) => {
    for (const [i, offset] of offsets.entries()) claim(offset, byteCounts[i] ?? 0);
  };
  for (const directory of directories) {
    const { place, length } = directory.findings;
    claim(place, (big ? 8 : 2) + length + (big ? 8 : 4));
    for (const { place: at, data } of directory.fields) if (at !== undefined) claim(at, data.length);
    for (const tags of locationPairs) {
      const [offsets, byteCounts] = tags.map((tag) => directory.hints(tag));
      if (offsets && byteCounts) claimData({ offsets, byteCounts });
    }
    for (const { start, length: dataLength } of placesOfJpeg(directory)) claim(start, dataLength);
  }
  for (const locations of located) claimData(locations);
  return regions;
}

/** The places of old-style JPEG's data; none when they cannot be found. */
function placesOfJpeg(directory: Directory): { start: number; length: number }[] {
  try {
    const start = directory.source.bytes.byteOffset;
    return jpegPlaces(directory).flatMap(({ data }) =>
      data.map((table) => ({ start: table.byteOffset - start, length: table.length })),
    );
  } catch (thrown) {
    if (!isBadSource(thrown)) throw thrown;
    return [];
  }
}

/** In the order of the file. */
function withoutOverlap(regions: readonly Region[], headLength: number, notes: NoteTaker): Region[] {
  const kept: Region[] = [];
  let end = headLength;
  for (const region of [...regions].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (region.start >= end) {
      kept.push(region);
      end = region.end;
    } else if (region.end > end) {
      notes.add(
        text(
          'Private data at byte {0} cannot stay at their place in the file; places of data that they hold may be wrong.',
          region.start,
        ),
      );
    }
  }
  return kept;
}

function isBlock({ tag, data }: Field): boolean {
  return blocksWithPlaces.has(tag) && data.length > 8;
}

function mayPoint(field: Field): boolean {
  const { tag, type, count } = field;
  if (tag < firstPrivateTag || plainPrivateTags.has(tag) || pointsAtDirectories(field)) return false;
  return integerTypes.has(type) && count <= mostValues;
}
