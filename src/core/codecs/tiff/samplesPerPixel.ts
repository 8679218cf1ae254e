import type { Directory } from './directory';
import { Photometric, Tag } from './tags';

/** What a kind of colour takes at least; files that name none may have any. */
const fewest = new Map<number | undefined, number>([
  [undefined, 1],
  [Photometric.rgb, 3],
  [Photometric.yCbCr, 3],
  [Photometric.cmyk, 4],
]);

/**
 * Samples of a pixel. Files that leave the tag out, or at 0, have one, unless they name a colour of more, or none
 * but a depth for each of several.
 */
export function samplesPerPixelOf(directory: Directory): number {
  const stated = directory.number(Tag.samplesPerPixel) ?? 0;
  if (stated > 0) return stated;
  const least = fewest.get(directory.hint(Tag.photometricInterpretation));
  return least === undefined ? 1 : Math.max(directory.find(Tag.bitsPerSample)?.count ?? 1, least);
}
