import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { Notes } from '../notes';
import { type Directory, type Field, readDirectory } from './directory';
import type { TiffHeader } from './header';
import { fieldsBesidesLocations } from './pageFields';
import { Tag } from './tags';
import type { TiffWriter } from './tiffWriter';

/** Tags that point at data besides strips and tiles: the tables of old-style JPEG (TIFF 6.0, section 22). */
const otherPointers = [513, 519, 520, 521];

/** Pairs of tags that say where strips or tiles lie and how long they are. */
const locationPairs = [
  [Tag.stripOffsets, Tag.stripByteCounts],
  [Tag.tileOffsets, Tag.tileByteCounts],
] as const;

/** A pyramid of so many levels has a base of two thousand million pixels a side. */
const mostSubIfds = 32;

/**
 * Copies a page without decoding it: its strips or tiles byte for byte, its fields as in the source, and the other
 * versions of it that its SubIFDs are.
 * @returns the fields for its directory.
 * @throws DenoiseError when the data cannot be found in the file, or are in places that are not known to the codec.
 */
export function copyPage(header: TiffHeader, page: Directory, writer: TiffWriter, notes: Notes): Field[] {
  return [...copyDirectory(header, page, writer, notes), ...copySubIfds(header, page, writer, notes)];
}

function copySubIfds(header: TiffHeader, page: Directory, writer: TiffWriter, notes: Notes): Field[] {
  if (!page.has(Tag.subIfds)) return [];
  try {
    const places = page.numbers(Tag.subIfds) ?? [];
    // Places that repeat could make a small file a huge one.
    if (places.length > mostSubIfds || new Set(places).size < places.length) {
      throw new DenoiseError('damaged', 'The SubIFDs of a page are too many or the same.');
    }
    const subIfds = places.map((place) => readDirectory(header, place));
    const offsets = subIfds.map(
      (subIfd) => writer.appendDirectory(copyDirectory(header, subIfd, writer, notes)).offset,
    );
    return [writer.offsets(Tag.subIfds, offsets)];
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError) || thrown.code === 'too-large') throw thrown;
    notes.add(text('Other versions of a page (its SubIFDs) are left out: they cannot be read in the source.'));
    return [];
  }
}

function copyDirectory(header: TiffHeader, page: Directory, writer: TiffWriter, notes: Notes): Field[] {
  const pointer = otherPointers.find((tag) => page.has(tag));
  if (pointer) {
    throw new DenoiseError('unsupported', text('Its data are split over places that tag {0} points at.', pointer));
  }
  // Everything is looked up before anything is written, so that a page is copied whole or not at all.
  const places = locationPairs.filter(([offsets]) => page.has(offsets)).map((tags) => findBlocks(page, tags));
  const located = places.flatMap(({ tags, blocks }) => [
    writer.offsets(
      tags[0],
      // An empty block stands for one that is not in the file (GDAL's sparse files); its offset is 0.
      blocks.map((block) => (block.length > 0 ? writer.append(block) : 0)),
    ),
    writer.offsets(
      tags[1],
      blocks.map((block) => block.length),
    ),
  ]);
  const bitOrder = page.fields.filter(({ tag }) => tag === Tag.fillOrder);
  return [...fieldsBesidesLocations(header, page, writer, notes), ...bitOrder, ...located];
}

function findBlocks(page: Directory, tags: (typeof locationPairs)[number]) {
  const offsets = page.numbers(tags[0]) ?? [];
  const byteCounts = page.numbers(tags[1]) ?? [];
  if (offsets.length === 0 || offsets.length !== byteCounts.length) {
    throw new DenoiseError('damaged', text('Tags {0} and {1} do not say where its data are.', tags[0], tags[1]));
  }
  const blocks = offsets.map((offset, i) => page.source.slice(offset, byteCounts[i]!, text('Block {0}', i)));
  return { tags, blocks };
}
