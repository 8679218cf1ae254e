import { text } from '../../text';
import type { NoteTaker } from '../notes';
import { headerLength, type TiffHeader } from './header';

/** Data behind the header that no tag points at; microscopes' software knows of them by a number they begin with. */
export interface HeaderBlock {
  readonly start: number;
  /** Whether they begin with the place of an index that says where in the source images lie. */
  readonly hasIndex: boolean;
}

/** ScanImage's BigTIFF files (ScanImage's TIFF specification): static metadata and regions of interest. */
const scanImageMagic = 117637889;
/** NDTiff files: summary metadata. */
const ndTiffMagic = 483729;
/** Micro-Manager's files: the places of index, display settings and comments, then summary metadata. */
const microManagerMagic = 54773648;

/** Bytes of the number that an index begins with, and of its place. */
const indexEntryLength = 8;

/** Undefined when there is none that is known. */
export function findHeaderBlock({ source, big }: TiffHeader): HeaderBlock | undefined {
  const start = headerLength(big);
  if (!source.holds(start, 4)) return undefined;
  const magic = source.uint32(start, text('The TIFF header'));
  const isKnown = big ? magic === scanImageMagic : magic === ndTiffMagic || magic === microManagerMagic;
  return isKnown ? { start, hasIndex: magic === microManagerMagic } : undefined;
}

/** The block without an index that the result does not fit; software that needs one makes it anew. */
export function withoutIndex(block: Uint8Array, notes: NoteTaker): Uint8Array {
  notes.add(text("Micro-Manager's index of the images is left out: it says where they are in the source."));
  return block.slice().fill(0, 0, indexEntryLength);
}
