import type { Raster } from '../image/raster';

/** Share of a channel's samples that say "opaque" in a channel that is taken for transparency. */
const opaqueShare = 0.5;
/** Correlation of neighbours from which on two values are areas and not single counts. */
const areaCorrelation = 0.8;

/**
 * Whether a channel beside a picture's own is a mask that the file does not call one: it has two values only, in areas, or
 * at least half of it is the largest value there is, as in transparency. Noise makes neither.
 */
export function isMask({ samples, width, channels, sampleFormat, bitDepth }: Raster, channel: number): boolean {
  const opaque = sampleFormat === 'float' ? 1 : 2 ** (sampleFormat === 'int' ? bitDepth - 1 : bitDepth) - 1;
  const first = samples[channel];
  const pixels = samples.length / channels;
  let second = first;
  let hasTwoValues = true;
  let opaques = 0;
  let seconds = 0;
  let changes = 0;
  for (let pixel = 0, at = channel; pixel < pixels; pixel++, at += channels) {
    const value = samples[at];
    if (value === opaque) opaques++;
    if (value !== first) {
      if (second === first) second = value;
      if (value === second) seconds++;
      else hasTwoValues = false;
    }
    if (pixel % width > 0 && value !== samples[at - channels]) changes++;
  }
  if (opaques >= opaqueShare * pixels) return true;
  if (!hasTwoValues || seconds === 0) return false;
  // of values drawn at random, neighbours differ at twice the product of the shares
  const byChance = 2 * (seconds / pixels) * (1 - seconds / pixels) * (pixels - pixels / width);
  return 1 - changes / byChance >= areaCorrelation;
}
