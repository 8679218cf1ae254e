import { halfToNumber, numberToHalf } from '../image/halfFloat';
import { type Raster, type SampleArray, sampleArrayFor } from '../image/raster';
import { roundHalfEven } from '../image/rounding';
import { type Tile, tilesOf } from '../image/tiles';
import type { NoiseCurve } from '../noise/noiseCurve';
import { breathe, type DenoiseHooks } from './hooks';

/** Half the sides of the windows that are judged, from a single point to 9x9 pixels. */
const radii = [0, 1, 2, 4];
/** Half the side of the neighbourhoods in which the judgements are counted. */
const crowdRadius = 5;
/** Where this share of a neighbourhood is kept, all of it begins to be, and where it is entirely. */
const crowd = { from: 0.03, to: 0.1 };
/** Pixels a judgement depends on beyond its own position, each way. */
const margin = radii.reduce((sum, radius) => sum + radius, crowdRadius);
/** Small enough that what is remembered of a tile fits into a processor's cache. */
const tileSide = 128;

/** How rare noise must be to count as something else: one window in 30 000. */
const normalDeviate = 4;
/** The noise may be this much stronger, in variance, than it was estimated. */
const allowance = 1.15;

/** So strong that nothing of it is removed; where there is no noise at all, strengths would be infinite. */
const strongest = 1e6;

export interface Judged {
  /** The denoised page with what was not noise put back. */
  readonly raster: Raster;
  /** Share of the pixels where less than half of what had been removed stays removed. */
  readonly keptShare: number;
}

/**
 * Puts back what was removed from a page though it cannot be noise: letters, points, dots, edges. If the result were
 * right, what was removed would be as strong as the noise, whose variance at each brightness is known from smooth
 * places. Where it is r times as strong in a window, the share 1 / r of it is the best to remove in mean square (a
 * result y - w d has the error s^2 - 2 w E[n d] + w^2 E[d^2], and E[n d] is about s^2 when d holds all of the noise;
 * as James & Stein, 1961, shrink). Windows of several sizes are judged, the smallest first, so that a single point does
 * not keep the noise around it; what noise may do by chance is left alone, so that most pages stay as they are. Where
 * much is put back, the network has not understood the picture, and the rest is put back, too.
 * @param denoised the result at full strength
 * @throws DenoiseError `cancelled`
 */
export async function keepStructure(
  original: Raster,
  denoised: Raster,
  noise: NoiseCurve,
  hooks: Pick<DenoiseHooks, 'cancel'> = {},
): Promise<Judged> {
  const steps = keepInTiles(original, denoised, noise);
  let step = steps.next();
  while (!step.done) {
    await breathe(hooks);
    step = steps.next();
  }
  return step.value;
}

/** The same at once, for a piece that is quickly done. */
export function keepStructureInPiece(original: Raster, denoised: Raster, noise: NoiseCurve): Judged {
  const steps = keepInTiles(original, denoised, noise);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function* keepInTiles(original: Raster, denoised: Raster, noise: NoiseCurve): Generator<void, Judged> {
  const { width, height } = original;
  const samples = new (sampleArrayFor(denoised.sampleFormat, denoised.bitDepth))(denoised.samples.length);
  samples.set(denoised.samples);
  let kept = 0;
  for (const tile of tilesOf(width, height, tileSide, margin)) {
    kept += keepInTile(original, denoised, noise, tile, samples);
    yield;
  }
  return { raster: { ...denoised, samples }, keptShare: kept / (width * height) };
}

/** Returns the number of pixels that were kept. */
function keepInTile(original: Raster, denoised: Raster, noise: NoiseCurve, tile: Tile, samples: SampleArray): number {
  const { channels, colorChannels } = original;
  const { outerWidth, outerHeight } = tile;
  const strengths = strengthsIn(original, denoised, noise, tile);
  const shares = sharesToRemove(strengths, outerWidth, outerHeight, colorChannels);
  keepCrowds(shares, outerWidth, outerHeight);
  let kept = 0;
  for (let y = tile.top; y < tile.top + tile.height; y++) {
    for (let x = tile.left; x < tile.left + tile.width; x++) {
      const share = shares[(y - tile.outerTop) * outerWidth + x - tile.outerLeft];
      if (share === 1) continue;
      if (share < 0.5) kept++;
      const from = (y * original.width + x) * channels;
      for (let at = from; at < from + colorChannels; at++) {
        samples[at] = between(denoised, original.samples[at], denoised.samples[at], share);
      }
    }
  }
  return kept;
}

/** Mean over the colour channels of what was removed, squared, in variances of the noise there: [row][column] of a tile. */
function strengthsIn(original: Raster, denoised: Raster, noise: NoiseCurve, tile: Tile): Float64Array {
  const { width, channels, colorChannels } = original;
  const { outerLeft, outerTop, outerWidth, outerHeight } = tile;
  const strengths = new Float64Array(outerWidth * outerHeight);
  for (let i = 0; i < strengths.length; i++) {
    const y = outerTop + Math.floor(i / outerWidth);
    const from = (y * width + outerLeft + (i % outerWidth)) * channels;
    for (let c = 0; c < colorChannels; c++) {
      const before = original.samples[from + c];
      const after = denoised.samples[from + c];
      const removed = before - after;
      if (!removed) continue;
      const variance = Math.max(noise.varianceAt(before, c), noise.varianceAt(after, c));
      strengths[i] += Math.min(strongest, (removed * removed) / variance) / colorChannels;
    }
  }
  return strengths;
}

/** @param strengths is used up */
function sharesToRemove(strengths: Float64Array, width: number, height: number, channels: number): Float64Array {
  const shares = new Float64Array(strengths.length).fill(1);
  for (const radius of radii) {
    const means = windowMeans(strengths, width, height, radius);
    for (let i = 0; i < means.values.length; i++) {
      const share = shareOf(means.values[i], mostByChance(means.counts[i] * channels));
      if (share === 1) continue;
      shares[i] *= share;
      strengths[i] *= share * share;
    }
  }
  return shares;
}

/** Lowers the shares where many around are low. */
function keepCrowds(shares: Float64Array, width: number, height: number): void {
  const kept = shares.map((share) => 1 - share);
  const { values } = windowMeans(kept, width, height, crowdRadius);
  for (let i = 0; i < shares.length; i++) {
    shares[i] *= Math.min(1, Math.max(0, (crowd.to - values[i]) / (crowd.to - crowd.from)));
  }
}

/** Share to be removed of what is `strength` times as strong as the noise, when `most` may be chance. */
function shareOf(strength: number, most: number): number {
  if (!(strength > most)) return 1;
  // from nothing at the limit to all of it at twice the limit, so that no border is seen
  const weight = Math.min(1, strength / most - 1);
  return 1 - weight * (1 - 1 / strength);
}

const limits: number[] = [];

/** Largest mean square of `count` normal values that chance makes (Wilson & Hilferty, 1931), with an allowance. */
function mostByChance(count: number): number {
  const part = 2 / (9 * count);
  limits[count] ??= allowance * (1 - part + normalDeviate * Math.sqrt(part)) ** 3;
  return limits[count];
}

/** Means over the windows around each pixel of a plane, which end at its edges, and how many pixels these have. */
function windowMeans(plane: Float64Array, width: number, height: number, radius: number) {
  const values = new Float64Array(plane.length);
  const counts = new Uint16Array(plane.length);
  const columns = new Float64Array(width);
  const addRow = (y: number, sign: 1 | -1) => {
    if (y >= 0 && y < height) for (let x = 0; x < width; x++) columns[x] += sign * plane[y * width + x];
  };
  for (let y = 0; y < radius; y++) addRow(y, 1);
  for (let y = 0, i = 0; y < height; y++) {
    addRow(y + radius, 1);
    const rows = Math.min(height, y + radius + 1) - Math.max(0, y - radius);
    for (let x = 0; x < width; x++, i++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      let sum = 0;
      for (let at = left; at < right; at++) sum += columns[at];
      counts[i] = rows * (right - left);
      values[i] = sum / counts[i];
    }
    addRow(y - radius, -1);
  }
  return { values, counts };
}

/** before + share * (after - before), in the format of the result. */
function between({ sampleFormat, bitDepth }: Raster, before: number, after: number, share: number): number {
  if (!Number.isFinite(before)) return before;
  const value = before + share * (after - before);
  if (sampleFormat !== 'float') return roundHalfEven(value);
  return bitDepth === 16 ? halfToNumber(numberToHalf(value)) : value;
}
