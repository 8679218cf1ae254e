import type { Raster } from './raster';
import { unmeasuredSamples } from './unmeasured';

const blockSide = 8;
const blockPixels = blockSide * blockSide;
/** Blocks looked at in a page; of larger pages every n-th. */
const blockLimit = 1 << 14;
/** Samples looked at of what was removed; of larger pages every n-th row. */
const sampleLimit = 1 << 22;
/** Of fewer pixels the correlation of what was removed says nothing. */
const fewestPixels = 64;
/** Share of the blocks, those that vary least, that are taken for noise on a smooth ground. */
const smoothShare = 0.1;
const middle = (blockSide - 1) / 2;
/** Of flat ground rounded to integers at most; noise below it cannot be told from rounding. */
const quantisationVariance = 1 / 4;
/** Sum of the squared distances from the middle along one direction. */
const squaredOffsets = (blockSide * blockSide * (blockSide * blockSide - 1)) / 12;

interface Moments {
  /** Mean square. */
  readonly variance: number;
  /** Mean product of neighbours, along rows and columns. */
  readonly covariance: number;
}

/**
 * Correlation of the noise of neighbouring pixels, from the picture alone: in the 8x8 blocks that vary least, what is
 * left when a plane is taken away is mostly noise. White noise gives a value near -0.04 (the plane takes some of the
 * noise away with it), texture raises it. Blocks with samples that are no measurements do not count. NaN when there is no noise to look at, as in drawings and tiny pictures.
 */
export function neighbourCorrelation(raster: Raster): number {
  let variance = 0;
  let covariance = 0;
  for (let channel = 0; channel < raster.colorChannels; channel++) {
    const blocks = blocksOf(raster, channel).sort((a, b) => a.variance - b.variance);
    for (const block of blocks.slice(0, Math.ceil(blocks.length * smoothShare))) {
      variance += block.variance;
      covariance += block.covariance;
    }
  }
  return variance > 0 ? covariance / variance : Number.NaN;
}

function blocksOf(raster: Raster, channel: number): Moments[] {
  const { samples, width, height, channels, sampleFormat } = raster;
  const { mask } = unmeasuredSamples(raster);
  const columns = Math.floor(width / blockSide);
  const rows = Math.floor(height / blockSide);
  const step = Math.max(1, Math.ceil(Math.sqrt((columns * rows) / blockLimit)));
  const least = sampleFormat === 'float' ? 0 : quantisationVariance;
  const block = new Float64Array(blockPixels);
  const found: Moments[] = [];
  for (let row = 0; row < rows; row += step) {
    for (let column = 0; column < columns; column += step) {
      let isMeasured = true;
      for (let i = 0; i < blockPixels; i++) {
        const y = row * blockSide + Math.floor(i / blockSide);
        const x = column * blockSide + (i % blockSide);
        const at = (y * width + x) * channels + channel;
        block[i] = samples[at];
        isMeasured &&= !mask.has(at);
      }
      if (!isMeasured) continue;
      removePlane(block);
      const moments = momentsOf(block);
      if (moments.variance > least) found.push(moments);
    }
  }
  return found;
}

/** Subtracts the plane of least squares from a block, in place. */
function removePlane(block: Float64Array): void {
  let sum = 0;
  let alongX = 0;
  let alongY = 0;
  block.forEach((value, i) => {
    sum += value;
    alongX += value * ((i % blockSide) - middle);
    alongY += value * (Math.floor(i / blockSide) - middle);
  });
  const mean = sum / blockPixels;
  const slopeX = alongX / squaredOffsets;
  const slopeY = alongY / squaredOffsets;
  for (let i = 0; i < blockPixels; i++) {
    block[i] -= mean + slopeX * ((i % blockSide) - middle) + slopeY * (Math.floor(i / blockSide) - middle);
  }
}

function momentsOf(block: Float64Array): Moments {
  let squares = 0;
  let products = 0;
  for (let i = 0; i < blockPixels; i++) {
    squares += block[i] * block[i];
    if (i % blockSide < blockSide - 1) products += block[i] * block[i + 1];
    if (i < blockPixels - blockSide) products += block[i] * block[i + blockSide];
  }
  const pairs = 2 * blockSide * (blockSide - 1);
  return { variance: squares / blockPixels, covariance: products / pairs };
}

/**
 * Correlation of neighbouring pixels of the difference between a page and its denoised version, over the whole page and
 * all colour channels: about 0 or a little below for white noise, above when details of the picture went with it. A
 * shift of the whole page's brightness does not count. NaN when nothing was removed.
 */
export function removedCorrelation(original: Raster, denoised: Raster): number {
  let variance = 0;
  let covariance = 0;
  for (let channel = 0; channel < original.colorChannels; channel++) {
    const removed = removedMoments(original, denoised, channel);
    variance += removed.variance;
    covariance += removed.covariance;
  }
  return variance > 0 ? covariance / variance : Number.NaN;
}

function removedMoments(original: Raster, denoised: Raster, channel: number): Moments {
  const { width, height, channels } = original;
  const line = width * channels;
  const removed = (at: number) => {
    const difference = original.samples[at] - denoised.samples[at];
    return Number.isFinite(difference) ? difference : 0;
  };
  const step = Math.ceil(original.samples.length / sampleLimit);
  let sum = 0;
  let squares = 0;
  let products = 0;
  let count = 0;
  for (let y = 0; y < height - 1; y += step) {
    for (let x = 0; x < width - 1; x++) {
      const at = y * line + x * channels + channel;
      const here = removed(at);
      sum += here;
      squares += here * here;
      products += (here * (removed(at + channels) + removed(at + line))) / 2;
      count++;
    }
  }
  if (count < fewestPixels) return { variance: Number.NaN, covariance: Number.NaN };
  const mean = sum / count;
  return { variance: squares / count - mean * mean, covariance: products / count - mean * mean };
}
