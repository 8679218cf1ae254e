import type { Raster } from './raster';
import type { SampleMask } from './sampleMask';
import { unmeasuredSamples } from './unmeasured';

/** Ratio of a normal distribution's standard deviation to its median absolute deviation. */
const normalFromMedian = 1 / 0.6744897501960817;
const blockLimit = 1 << 18;

/**
 * Standard deviation of the noise, in the file's units: the median absolute diagonal Haar detail of 2x2 blocks
 * (Donoho & Johnstone, "Ideal spatial adaptation by wavelet shrinkage", 1994), root mean square over the colour
 * channels. Exact for white Gaussian noise on a smooth picture; texture raises it. Blocks with samples that are no
 * measurements do not count. NaN when there are no others.
 */
export function estimateNoise(raster: Raster): number {
  const { mask } = unmeasuredSamples(raster);
  let sum = 0;
  for (let channel = 0; channel < raster.colorChannels; channel++) sum += channelNoise(raster, channel, mask) ** 2;
  return Math.sqrt(sum / raster.colorChannels);
}

function channelNoise({ samples, width, height, channels }: Raster, channel: number, mask: SampleMask): number {
  const columns = Math.floor(width / 2);
  const rows = Math.floor(height / 2);
  const step = Math.max(1, Math.floor(Math.sqrt((columns * rows) / blockLimit)));
  const details: number[] = [];
  for (let by = 0; by < rows; by += step) {
    for (let bx = 0; bx < columns; bx += step) {
      const top = (2 * by * width + 2 * bx) * channels + channel;
      const bottom = top + width * channels;
      if (mask.has(top) || mask.has(top + channels) || mask.has(bottom) || mask.has(bottom + channels)) continue;
      const detail =
        Math.abs(samples[top] - samples[top + channels] - samples[bottom] + samples[bottom + channels]) / 2;
      details.push(detail);
    }
  }
  if (details.length === 0) return Number.NaN;
  const sorted = Float64Array.from(details).sort();
  return sorted[Math.floor(sorted.length / 2)] * normalFromMedian;
}
