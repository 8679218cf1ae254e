import { type Raster, sampleArrayFor } from './raster';
import { roundHalfEven } from './rounding';
import { copyMarked, type SampleMask } from './sampleMask';

/** Means of squares of pixels and how much of each square was measured. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly means: Float64Array;
  /** 0 to 1 */
  readonly weights: Float64Array;
}

/**
 * The raster with its masked colour samples filled smoothly from those around, so that a network that looks at a gap's
 * surroundings sees no edge: the pull-push pyramid (Gortler et al., "The Lumigraph", 1996), linear in the number of
 * pixels. Something must be measured in every channel, else its samples become 0.
 */
export function filled(raster: Raster, mask: SampleMask): Raster {
  const { flags } = mask;
  if (!flags) return raster;
  const { sampleFormat, bitDepth, samples, channels, colorChannels, width } = raster;
  const result = new (sampleArrayFor(sampleFormat, bitDepth))(samples.length);
  result.set(samples);
  const round = sampleFormat === 'float' ? (value: number) => value : roundHalfEven;
  for (let channel = 0; channel < colorChannels; channel++) {
    const around = pulled(measuredHalf(raster, channel, flags));
    for (let at = channel; at < samples.length; at += channels) {
      if (!flags[at]) continue;
      const pixel = (at - channel) / channels;
      const x = pixel % width;
      result[at] = round(between(around, x, (pixel - x) / width));
    }
  }
  return { ...raster, samples: result };
}

/** Puts the source's samples back where the mask says so. */
export function restoreMasked(source: Raster, mask: SampleMask, result: Raster): void {
  if (mask.flags) copyMarked(mask.flags, source.samples, result.samples);
}

/** The means of a channel's 2x2 blocks over their measured samples. */
function measuredHalf({ samples, width, height, channels }: Raster, channel: number, flags: Uint8Array): Level {
  const half = emptyLevel(width, height);
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      let sum = 0;
      let count = 0;
      for (let i = 0; i < 4; i++) {
        const [column, row] = [2 * x + (i & 1), 2 * y + (i >> 1)];
        if (column >= width || row >= height) continue;
        const at = (row * width + column) * channels + channel;
        if (flags[at]) continue;
        sum += samples[at];
        count++;
      }
      half.means[y * half.width + x] = count > 0 ? sum / count : 0;
      half.weights[y * half.width + x] = count / 4;
    }
  }
  return half;
}

function emptyLevel(width: number, height: number): Level {
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const size = halfWidth * halfHeight;
  return { width: halfWidth, height: halfHeight, means: new Float64Array(size), weights: new Float64Array(size) };
}

/** Fills what a level lacks from the level above it, and so on up to one pixel. */
function pulled(level: Level): Level {
  const { width, height, means, weights } = level;
  if (width === 1 && height === 1) return level;
  const coarse = pulled(halved(level));
  for (let i = 0; i < means.length; i++) {
    if (weights[i] === 1) continue;
    const x = i % width;
    means[i] = weights[i] * means[i] + (1 - weights[i]) * between(coarse, x, (i - x) / width);
  }
  return level;
}

function halved({ width, height, means, weights }: Level): Level {
  const half = emptyLevel(width, height);
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      let sum = 0;
      let weight = 0;
      for (let i = 0; i < 4; i++) {
        const [column, row] = [2 * x + (i & 1), 2 * y + (i >> 1)];
        if (column >= width || row >= height) continue;
        const at = row * width + column;
        sum += weights[at] * means[at];
        weight += weights[at];
      }
      half.means[y * half.width + x] = weight > 0 ? sum / weight : 0;
      // what little there is fills what is above: only gaps larger than the square go on to the next level
      half.weights[y * half.width + x] = Math.min(1, weight);
    }
  }
  return half;
}

/** The level's value at a pixel of the level below, between its four nearest. */
function between({ width, height, means }: Level, x: number, y: number): number {
  const [column, row] = [Math.max(0, (x - 0.5) / 2), Math.max(0, (y - 0.5) / 2)];
  const left = Math.min(width - 1, Math.floor(column));
  const top = Math.min(height - 1, Math.floor(row));
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const [alongX, alongY] = [column - left, row - top];
  const upper = means[top * width + left] * (1 - alongX) + means[top * width + right] * alongX;
  const lower = means[bottom * width + left] * (1 - alongX) + means[bottom * width + right] * alongX;
  return upper * (1 - alongY) + lower * alongY;
}
