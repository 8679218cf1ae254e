import type { ResultSamples } from '../codecs/codec';
import { dithered } from '../image/dither';
import { halfToNumber, numberToHalf } from '../image/halfFloat';
import { asFloats, integerRange, type Raster, type SampleArray } from '../image/raster';
import { roundHalfEven } from '../image/rounding';
import type { SampleMask } from '../image/sampleMask';
import { unmeasuredSamples } from '../image/unmeasured';
import { valueStep } from '../image/valueStep';
import { type Text, text } from '../text';
import { createRandom } from './random';

/** The noise included, pages of few counts span fewer integers than this; ordinary pictures more. */
const fewWithNoise = 64;
/** A clean page that spans fewer than this loses by rounding: in its smooth parts the error of the mean is the same everywhere. */
const fewLevels = 16;
/** Share of a page that is a dark ground. */
const leastDark = 0.25;
/** Share of a page of few levels that is close to its median, whatever else it holds. */
const leastClose = 0.25;
/** Pictures of fewer bits have few levels to begin with. */
const leastDepth = 8;
const tail = 0.001;
const spanLimit = 1 << 18;
/** Stream of random numbers; see createRandom. */
const stream = 3;

/**
 * The step between a page's values when it holds so few integers, the noise included, that its result may be lost in
 * rounding, such as counts of single photons (1) or these times a counter's gain; else undefined.
 */
export function fewLevelsStep(raster: Raster, mask?: SampleMask): number | undefined {
  if (raster.sampleFormat === 'float' || raster.bitDepth < leastDepth) return undefined;
  const span = levelSpan(raster, mask);
  if (span < fewWithNoise) return 1;
  const step = valueStep(raster, mask);
  return span < fewWithNoise * step ? step : undefined;
}

const mayLoseByRounding = (raster: Raster, mask?: SampleMask) => fewLevelsStep(raster, mask) !== undefined;

type Samples = Pick<Raster, 'samples' | 'channels' | 'colorChannels'>;

/** The finite colour samples that are measurements, from the lowest to the highest, a thousandth at each end left out. */
function usualRange({ samples, channels, colorChannels }: Samples, mask?: SampleMask): { low: number; high: number } {
  const step = Math.ceil(((samples.length / channels) * colorChannels) / spanLimit);
  const some: number[] = [];
  for (let pixel = 0; pixel < samples.length; pixel += step * channels) {
    for (let at = pixel; at < pixel + colorChannels; at++) {
      if (Number.isFinite(samples[at]) && !mask?.has(at)) some.push(samples[at]);
    }
  }
  const sorted = Float64Array.from(some).sort();
  const cut = Math.floor(sorted.length * tail);
  return { low: sorted[cut], high: sorted[sorted.length - 1 - cut] };
}

function levelSpan(raster: Samples, mask?: SampleMask): number {
  const { low, high } = usualRange(raster, mask);
  return high - low;
}

/** Whether a result is to be made by `resultOf`, out of what the network gives exactly. */
export function needsExactResult(source: Raster, wanted: ResultSamples, mask?: SampleMask): boolean {
  return source.sampleFormat === 'float' || wanted === 'float32' || mayLoseByRounding(source, mask);
}

/**
 * Makes a result out of what the network gave as numbers of any kind. Of floats and pages of few levels the mean is put
 * right, which rounding to ordinary integers would hide; pages of few levels are dithered when they become integers.
 * @param source the page as it was
 * @param exact the page after denoising, neither rounded nor cut to the range; its samples are used up
 * @param mask the samples that are no measurements: their results do not matter
 */
export function resultOf(
  source: Raster,
  exact: Raster,
  wanted: ResultSamples,
  seed: number,
  mask?: SampleMask,
): { raster: Raster; notes: Text[] } {
  const isFloat = source.sampleFormat === 'float';
  const mayLose = mayLoseByRounding(source, mask);
  const hasFewLevels = mayLose && losesByRounding(source, exact, mask);
  if (isFloat || wanted === 'float32' || mayLose) keepMeans(source, exact, mask);
  if (wanted === 'float32') return { raster: asFloats(exact), notes: [] };
  if (isFloat) return { raster: inDepthOf(source, exact), notes: [] };
  if (!hasFewLevels) return { raster: rounded(source, exact.samples), notes: [] };
  const note = text(
    'The values span so few whole numbers that rounding would lose them: the result is dithered, so that its mean stays. Write 32-bit floats to keep the values themselves.',
  );
  const { next } = createRandom(seed, stream);
  return { raster: dithered(source, exact.samples, next, mask?.flags), notes: [note] };
}

/** Samples are rounded to what the file can hold, so that the result is the same before and after it is written. */
function inDepthOf({ bitDepth }: Raster, { samples, ...shape }: Raster): Raster {
  if (bitDepth !== 16) return { ...shape, bitDepth, samples };
  return { ...shape, bitDepth, samples: samples.map((value) => halfToNumber(numberToHalf(value))) };
}

/** As `resultOf` rounds, for a blend of a page and its result. */
export function roundBlend(original: Raster, denoised: Raster, values: SampleArray): Raster {
  const mask = mayHaveFewLevels(denoised) ? unmeasuredSamples(original).mask : undefined;
  const hasFewLevels = mask && mayLoseByRounding(original, mask) && losesByRounding(original, denoised, mask);
  if (!hasFewLevels) return rounded(original, values);
  return dithered(original, values, createRandom(0, stream).next, mask.flags);
}

/** Whether all of a result spans few levels, or much of it lies less than one above the least count: a dark ground. */
function losesByRounding(source: Raster, result: Samples, mask?: SampleMask): boolean {
  if (levelSpan(result, mask) < fewLevels) return true;
  const { low } = usualRange(source, mask);
  const { samples, channels, colorChannels } = result;
  let [dark, count] = [0, 0];
  for (let i = 0; i < samples.length; i += channels) {
    for (let c = i; c < i + colorChannels; c++) {
      if (mask?.has(c)) continue;
      count++;
      if (samples[c] < low + 1) dark++;
    }
  }
  return dark >= leastDark * count;
}

/** Whether it is worth while to look for what is no measurement: a good part of the page lies close together. */
function mayHaveFewLevels({ samples, channels, colorChannels }: Samples): boolean {
  const step = Math.ceil(((samples.length / channels) * colorChannels) / spanLimit);
  const some: number[] = [];
  for (let pixel = 0; pixel < samples.length; pixel += step * channels) some.push(samples[pixel]);
  const median = Float64Array.from(some).sort()[some.length >> 1];
  return some.filter((value) => Math.abs(value - median) < fewLevels).length >= leastClose * some.length;
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
function keepMeans(source: Raster, { samples: after }: Raster, mask?: SampleMask): void {
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
      if (!(before[i] >= least && before[i] <= most) || mask?.has(i)) continue;
      removed += before[i] - after[i];
      count++;
    }
    if (count === 0) continue;
    const mean = removed / count;
    for (let i = c; i < after.length; i += channels) after[i] += mean;
  }
}
