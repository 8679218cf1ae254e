import { integerRange, jointChannelsOf, type Raster } from '../../src/core/image/raster';

import type { Histogram } from '../../src/shared/viewing';
import { channelPercentiles, displayPercentiles } from './displayRange';

export const histogramBins = 256;

/** How far the histogram reaches beyond the percentiles, in widths between them: hot pixels do not squeeze it. */
const margin = 0.25;

/**
 * Counts the values of the colour channels: of files of up to 8 bits one bin for each value, of deeper ones over the
 * range between the 0.1 % and 99.9 % percentiles and a little beyond.
 */
export function histogramOf(raster: Raster): Histogram {
  const { black, white } = displayPercentiles(raster);
  const { min, max } = extremes(raster);
  const { from, to } = binnedRange(raster, { black, white, min, max });
  const { samples, channels, colorChannels } = raster;
  const scale = histogramBins / (to - from);
  const last = histogramBins - 1;
  const bins = Array.from({ length: colorChannels }, (_, channel) => {
    const counts = new Uint32Array(histogramBins);
    for (let i = channel; i < samples.length; i += channels) {
      const bin = Math.floor((samples[i] - from) * scale);
      if (samples[i] - samples[i] === 0) counts[Math.min(last, Math.max(0, bin))]++;
    }
    return counts;
  });
  const ranges = jointChannelsOf(raster) < colorChannels ? channelPercentiles(raster) : undefined;
  return { bins, from, to, min, max, black, white, ...(ranges && { ranges }) };
}

type Statistics = Pick<Histogram, 'black' | 'white' | 'min' | 'max'>;

function binnedRange({ sampleFormat, bitDepth }: Raster, { black, white, min, max }: Statistics) {
  if (sampleFormat !== 'float' && bitDepth <= 8) {
    const range = integerRange(sampleFormat, bitDepth);
    return { from: range.min, to: range.max + 1 };
  }
  const reach = (white - black) * margin;
  const from = Math.max(min, black - reach);
  const to = Math.min(max, white + reach);
  return to > from ? { from, to } : { from: black, to: white };
}

function extremes({ samples, channels, colorChannels }: Raster): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < samples.length; i += channels) {
    for (let c = i; c < i + colorChannels; c++) {
      const value = samples[c];
      if (value - value !== 0) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return max >= min ? { min, max } : { min: Number.NaN, max: Number.NaN };
}
