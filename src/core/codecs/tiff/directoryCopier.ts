import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import type { NoteTaker } from '../notes';
import { blocksAt, jpegPlaces, locationPairs } from './dataPlaces';
import type { Directory, Field } from './directory';
import type { TiffHeader } from './header';
import { isMetadataPointer, pointedDirectories, pointsAtDirectories } from './pointers';
import { Tag } from './tags';
import type { TiffWriter } from './tiffWriter';

/** Tags that say where the source kept its data. */
const locationTags = new Set<number>([
  Tag.stripOffsets,
  Tag.stripByteCounts,
  Tag.tileOffsets,
  Tag.tileByteCounts,
  Tag.freeOffsets,
  Tag.freeByteCounts,
  // Data are written with the most significant bit first, the default.
  Tag.fillOrder,
  // Other versions of the page, such as smaller ones.
  Tag.subIfds,
]);

/** Directories in directories: a page, its EXIF, what that points at, and one more. Deeper ones may run in a circle. */
const deepest = 3;

/** Copies what is not decoded: whole pages, and the fields of others. */
export class DirectoryCopier {
  /** @param notes takes sentences for the user on what cannot be kept. */
  constructor(
    readonly header: TiffHeader,
    readonly writer: TiffWriter,
    readonly notes: NoteTaker,
  ) {}

  /**
   * Copies a page without decoding it: its strips or tiles byte for byte, its fields as in the source, and the other
   * versions of it that its SubIFDs are.
   * @returns the fields for its directory.
   * @throws DenoiseError when the data cannot be found in the file.
   */
  page(page: Directory): Field[] {
    return this.#whole(page, 0);
  }

  /** The fields that stay true wherever a page's data are put, the directories they point at copied. */
  fieldsBesidesLocations(page: Directory): Field[] {
    return this.#besidesLocations(page, 0);
  }

  #whole(page: Directory, depth: number): Field[] {
    // Everything is looked up before anything is written, so that a page is copied whole or not at all.
    const blocks = locationPairs.filter(([offsets]) => page.has(offsets)).map((tags) => blocksAt(page, tags));
    const tables = jpegPlaces(page);
    const located = blocks.flatMap(({ tags, data }) => [
      // An empty block stands for one that is not in the file (GDAL's sparse files); its offset is 0.
      this.writer.offsets(
        tags[0],
        data.map((block) => (block.length > 0 ? this.writer.append(block) : 0)),
      ),
      this.writer.offsets(
        tags[1],
        data.map((block) => block.length),
      ),
    ]);
    const moved = tables.map(({ tag, data }) =>
      this.writer.offsets(
        tag,
        data.map((table) => this.writer.append(table)),
      ),
    );
    const replaced = new Set(moved.map(({ tag }) => tag));
    const bitOrder = page.fields.filter(({ tag }) => tag === Tag.fillOrder);
    const others = this.#besidesLocations(page.without(replaced), depth);
    const subIfds = page.fields.filter(({ tag }) => tag === Tag.subIfds).slice(0, 1);
    return [...others, ...bitOrder, ...located, ...moved, ...subIfds.flatMap((field) => this.#pointed(field, depth))];
  }

  #besidesLocations(page: Directory, depth: number): Field[] {
    return page.fields.flatMap((field) => {
      if (locationTags.has(field.tag)) return [];
      return pointsAtDirectories(field) ? this.#pointed(field, depth) : [field];
    });
  }

  /** Copies the directories that a field points at and gives it their new places. */
  #pointed(field: Field, depth: number): Field[] {
    try {
      if (depth === deepest) throw new DenoiseError('damaged', 'Directories point at each other.');
      const directories = pointedDirectories(this.header, field);
      return [this.writer.offsets(field.tag, this.#copies(directories, depth + 1))];
    } catch (thrown) {
      if (!isBadSource(thrown)) throw thrown;
      this.notes.add(lossOf(field));
      return [];
    }
  }

  #copies(directories: readonly Directory[], depth: number): number[] {
    return directories.map((directory) => {
      for (const problem of directory.findings.problems) this.notes.add(problem);
      return this.writer.appendDirectory(this.#whole(directory, depth)).offset;
    });
  }
}

/** Says that what a field points at is not copied. */
function lossOf(field: Field): Text {
  if (field.tag === Tag.subIfds) {
    return text('Other versions of a page (its SubIFDs) are left out: they cannot be read in the source.');
  }
  return isMetadataPointer(field)
    ? text('A block of metadata (EXIF or GPS) is left out: it cannot be read in the source.')
    : text('TIFF tag {0} is left out: the directory that it points at cannot be read in the source.', field.tag);
}

/** Whether what was thrown is a fault of the source; a result that is too large is none. */
export function isBadSource(thrown: unknown): thrown is DenoiseError {
  return thrown instanceof DenoiseError && thrown.code !== 'too-large';
}
