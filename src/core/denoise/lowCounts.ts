import type { ResultSamples } from '../codecs/codec';
import { dithered } from '../image/dither';
import { halfToNumber, numberToHalf } from '../image/halfFloat';
import { asFloats, integerRange, type Raster, type SampleArray } from '../image/raster';
import { roundHalfEven } from '../image/rounding';
import { type Text, text } from '../text';
import { createRandom } from './random';

/** The noise included, pages of few counts span fewer integers than this; ordinary pictures more. */
const fewWithNoise = 64;
/** A clean page that spans fewer than this loses by rounding: in its smooth parts the error of the mean is the same everywhere. */
const fewLevels = 16;
/** Pictures of fewer bits have few levels to begin with. */
const leastDepth = 8;
const tail = 0.001;
const spanLimit = 1 << 18;
/** Stream of random numbers; see createRandom. */
const stream = 3;

/** Whether a page holds so few integers that its result may be lost in rounding, such as counts of single photons. */
function mayLoseByRounding(raster: Raster): boolean {
  return raster.sampleFormat !== 'float' && raster.bitDepth >= leastDepth && levelSpan(raster) < fewWithNoise;
}

type Samples = Pick<Raster, 'samples' | 'channels' | 'colorChannels'>;

/** The finite colour samples from the lowest to the highest, a thousandth at each end left out. */
function usualRange({ samples, channels, colorChannels }: Samples): { low: number; high: number } {
  const step = Math.ceil(((samples.length / channels) * colorChannels) / spanLimit);
  const some: number[] = [];
  for (let pixel = 0; pixel < samples.length; pixel += step * channels) {
    for (let c = 0; c < colorChannels; c++) if (Number.isFinite(samples[pixel + c])) some.push(samples[pixel + c]);
  }
  const sorted = Float64Array.from(some).sort();
  const cut = Math.floor(sorted.length * tail);
  return { low: sorted[cut], high: sorted[sorted.length - 1 - cut] };
}

function levelSpan(raster: Samples): number {
  const { low, high } = usualRange(raster);
  return high - low;
}

/** Whether a result is to be made by `resultOf`, out of what the network gives exactly. */
export function needsExactResult(source: Raster, wanted: ResultSamples): boolean {
  return source.sampleFormat === 'float' || wanted === 'float32' || mayLoseByRounding(source);
}

/**
 * Makes a result out of what the network gave as numbers of any kind. Of floats and pages of few levels the mean is put
 * right, which rounding to ordinary integers would hide; pages of few levels are dithered when they become integers.
 * @param source the page as it was
 * @param exact the page after denoising, neither rounded nor cut to the range; its samples are used up
 */
export function resultOf(
  source: Raster,
  exact: Raster,
  wanted: ResultSamples,
  seed: number,
): { raster: Raster; notes: Text[] } {
  const isFloat = source.sampleFormat === 'float';
  const hasFewLevels = mayLoseByRounding(source) && levelSpan(exact) < fewLevels;
  if (isFloat || wanted === 'float32' || hasFewLevels) keepMeans(source, exact);
  if (wanted === 'float32') return { raster: asFloats(exact), notes: [] };
  if (isFloat) return { raster: inDepthOf(source, exact), notes: [] };
  if (!hasFewLevels) return { raster: rounded(source, exact.samples), notes: [] };
  const note = text(
    'The values span so few whole numbers that rounding would lose them: the result is dithered, so that its mean stays. Write 32-bit floats to keep the values themselves.',
  );
  return { raster: dithered(source, exact.samples, createRandom(seed, stream).next), notes: [note] };
}

/** Samples are rounded to what the file can hold, so that the result is the same before and after it is written. */
function inDepthOf({ bitDepth }: Raster, { samples, ...shape }: Raster): Raster {
  if (bitDepth !== 16) return { ...shape, bitDepth, samples };
  return { ...shape, bitDepth, samples: samples.map((value) => halfToNumber(numberToHalf(value))) };
}

/** As `resultOf` rounds, for a blend of a page and its result. */
export function roundBlend(original: Raster, denoised: Raster, values: SampleArray): Raster {
  const hasFewLevels = mayLoseByRounding(original) && levelSpan(denoised) < fewLevels;
  return hasFewLevels ? dithered(original, values, createRandom(0, stream).next) : rounded(original, values);
}

function rounded(source: Raster, values: SampleArray): Raster {
  const { min, max } = integerRange(source.sampleFormat, source.bitDepth);
  const samples = source.samples.slice();
  for (let i = 0; i < samples.length; i++) {
    if (i % source.channels < source.colorChannels) {
      samples[i] = Math.min(max, Math.max(min, roundHalfEven(values[i])));
    }
  }
  return { ...source, samples };
}

/**
 * Noise is zero on average, so what was removed must be, in every channel. Samples far beyond the usual ones do not count:
 * what is wrong with a single one would be spread over all.
 */
function keepMeans(source: Raster, { samples: after }: Raster): void {
  const { samples: before, channels, colorChannels } = source;
  for (let c = 0; c < colorChannels; c++) {
    const { low, high } = usualRange({ samples: before.subarray(c), channels, colorChannels: 1 });
    // of the sparsest counts all usual ones are 0
    const reach = Math.max(high - low, source.sampleFormat === 'float' ? 0 : fewWithNoise);
    if (reach === 0) continue;
    const [least, most] = [low - reach, high + reach];
    let removed = 0;
    let count = 0;
    for (let i = c; i < after.length; i += channels) {
      if (!(before[i] >= least && before[i] <= most)) continue;
      removed += before[i] - after[i];
      count++;
    }
    if (count === 0) continue;
    const mean = removed / count;
    for (let i = c; i < after.length; i += channels) after[i] += mean;
  }
}
