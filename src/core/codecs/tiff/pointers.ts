import { DenoiseError } from '../../errors';
import { type Directory, type Field, integersOf } from './directory';
import { readDirectory, readSubChain } from './directoryReader';
import type { TiffHeader } from './header';
import { FieldType, Tag } from './tags';

/** Directories of metadata that a page or another such directory points at, by plain numbers as a rule. */
const metadataDirectories = new Set<number>([
  Tag.exifIfd,
  Tag.gpsIfd,
  Tag.interoperabilityIfd,
  Tag.globalParametersIfd,
]);

/** A pyramid of so many levels has a base of two thousand million pixels a side. */
const mostDirectories = 32;

/** Whether a field points at a directory without pictures. */
export function isMetadataPointer({ tag }: Field): boolean {
  return metadataDirectories.has(tag);
}

/** Whether the values of a field are the places of directories. */
export function pointsAtDirectories(field: Field): boolean {
  const { tag, type } = field;
  if (isMetadataPointer(field) || tag === Tag.subIfds) return true;
  // In the tags of TIFF 6.0 itself, the type of pointers can only be a mistake.
  return tag > Tag.referenceBlackWhite && (type === FieldType.ifd || type === FieldType.ifd8);
}

/**
 * The directories that a field points at; for SubIFDs and private tags those linked to them too.
 * @throws DenoiseError `damaged` or `truncated` when they are not all there.
 */
export function pointedDirectories(header: TiffHeader, field: Field): Directory[] {
  const places = integersOf(field, header.source) ?? [];
  if (isMetadataPointer(field)) return places.slice(0, 1).map((place) => readDirectory(header, place));
  // Places that repeat could make a small file a huge one.
  const areFew = places.length <= mostDirectories && new Set(places).size === places.length;
  const directories = areFew ? places.flatMap((place) => readSubChain(header, place, mostDirectories)) : [];
  if (directories.length >= 1 && directories.length <= mostDirectories) return directories;
  throw new DenoiseError('damaged', 'The SubIFDs of a page are too many or the same.');
}
