import type { Raster } from './raster';
import { bitsRange } from './unitRange';
import { unmeasuredSamples } from './unmeasured';

/** Samples looked at; of larger pages every n-th row. */
const sampleLimit = 1 << 22;

/**
 * Share of the colour samples that noise has driven against an end of the range: they lie at the end while a neighbour
 * of theirs does not. Large areas that are evenly black or white do not count, nothing varies there.
 */
export function clippedShare(raster: Raster): number {
  const { samples, width, height, channels, colorChannels } = raster;
  if (raster.sampleFormat === 'float') return 0;
  const { mask } = unmeasuredSamples(raster);
  const { black, white } = bitsRange(raster, mask);
  const isAtEnd = (at: number) => samples[at] === black || samples[at] === white;
  const line = width * channels;
  const step = Math.ceil(samples.length / sampleLimit);
  let clipped = 0;
  let rows = 0;
  for (let y = 0; y < height; y += step) {
    rows++;
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < colorChannels; c++) {
        const at = y * line + x * channels + c;
        if (!isAtEnd(at) || mask.has(at)) continue;
        const isAlone =
          (x > 0 && !isAtEnd(at - channels)) ||
          (x < width - 1 && !isAtEnd(at + channels)) ||
          (y > 0 && !isAtEnd(at - line)) ||
          (y < height - 1 && !isAtEnd(at + line));
        if (isAlone) clipped++;
      }
    }
  }
  return clipped / (width * rows * colorChannels);
}
