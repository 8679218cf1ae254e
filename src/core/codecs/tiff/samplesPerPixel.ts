import type { Directory } from './directory';
import { Photometric, Tag } from './tags';

/** What a kind of colour takes at least. */
const fewest = new Map<number | undefined, number>([
  [Photometric.rgb, 3],
  [Photometric.yCbCr, 3],
  [Photometric.cmyk, 4],
]);

/**
 * Samples of a pixel. Files that leave the tag out have one, unless their other tags need more: those that give a depth
 * for each of three channels, or name a colour of three.
 */
export function samplesPerPixelOf(directory: Directory): number {
  const stated = directory.number(Tag.samplesPerPixel);
  if (stated !== undefined) return stated;
  const depths = directory.find(Tag.bitsPerSample)?.count ?? 1;
  return Math.max(depths, fewest.get(directory.hint(Tag.photometricInterpretation)) ?? 1);
}
