import { integerRange, type Raster, type SampleArray, sampleArrayFor } from './raster';

/** Uniform in [0, 1). */
type Uniform = () => number;

/** Half the width of the band of thresholds: wide enough to break up the patterns of a fixed one. */
const thresholdSpread = 0.25;
/** The first rows are gone through before, so that they are handed as much as the last ones hand on. */
const rowsBefore = 16;
/** What does not fit the range is handed on no further than this, in steps. */
const largestDebt = 1;

/**
 * Rounds the colour channels to integers so that means stay, also over small areas: what rounding and the end of the range
 * take from a sample is handed on to its neighbours (Floyd & Steinberg, "An adaptive algorithm for spatial greyscale",
 * 1976, rows in turn from left and right), with random thresholds against patterns. Other channels are `source`'s.
 * @param source gives format, depth and the samples of other channels
 * @param values as many as samples, any numbers; those of colour channels are read
 * @param fixed 1 for samples that stay as `source` has them: neither do they take what others hand on
 */
export function dithered(source: Raster, values: SampleArray, random: Uniform, fixed?: Uint8Array): Raster {
  const { width, height, channels, colorChannels, sampleFormat, bitDepth } = source;
  const { min, max } = integerRange(sampleFormat, bitDepth);
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(values.length);
  samples.set(source.samples);
  for (let c = 0; c < colorChannels; c++) {
    let here: Float64Array = Float64Array.from({ length: width }, () => random() - 0.5);
    let below: Float64Array = new Float64Array(width);
    for (let row = -rowsBefore; row < height; row++) {
      const y = Math.min(height - 1, Math.abs(row));
      const step = row % 2 === 0 ? 1 : -1;
      for (let n = 0, x = step > 0 ? 0 : width - 1; n < width; n++, x += step) {
        const at = (y * width + x) * channels + c;
        if (fixed?.[at]) continue;
        const wanted = values[at] + here[x];
        const threshold = 0.5 + thresholdSpread * (2 * random() - 1);
        const sample = Math.min(max, Math.max(min, Math.floor(wanted + threshold)));
        if (row >= 0) samples[at] = sample;
        const debt = Math.min(largestDebt, Math.max(-largestDebt, wanted - sample)) / 16;
        // at the ends of a row the samples below take over what would fall beside it
        const [next, last] = [n + 1 < width, n > 0];
        if (next) {
          here[x + step] += 7 * debt;
          below[x + step] += debt;
        }
        if (last) below[x - step] += 3 * debt;
        below[x] += (5 + (next ? 0 : 8) + (last ? 0 : 3)) * debt;
      }
      const done = here.fill(0);
      here = below;
      below = done;
    }
    settle(samples, values, c, channels, { min, max }, random, fixed);
  }
  return { ...source, samples };
}

/** For each step of the sum that is still owed, places that are looked at before the rest is given up. */
const mostLooks = 1000;

/** Pays what the last row, and those beside samples that stay, owe to nobody: few steps, at places drawn by how far they are from what they should be. */
function settle(
  samples: SampleArray,
  values: SampleArray,
  channel: number,
  channels: number,
  { min, max }: { min: number; max: number },
  random: Uniform,
  fixed?: Uint8Array,
): void {
  const pixels = samples.length / channels;
  let owed = 0;
  for (let i = channel; i < samples.length; i += channels) if (!fixed?.[i]) owed += values[i] - samples[i];
  const step = Math.sign(owed);
  let left = Math.round(Math.abs(owed));
  for (let look = left * mostLooks; look > 0 && left > 0; look--) {
    const at = Math.floor(random() * pixels) * channels + channel;
    const isAtEnd = samples[at] === (step > 0 ? max : min);
    if (fixed?.[at] || isAtEnd || random() >= step * (values[at] - samples[at])) continue;
    samples[at] += step;
    left--;
  }
}
