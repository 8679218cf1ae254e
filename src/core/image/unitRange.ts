import { integerRange, type Raster } from './raster';
import { SampleMask, sortedMeasurements } from './sampleMask';

/** The file values that are mapped to 0 and 1 for the network: unit = (value - black) / (white - black). */
export interface UnitRange {
  readonly black: number;
  readonly white: number;
  /**
   * Whether results are kept within black and white, which integers cannot leave whose range is that of their bits. Others
   * may leave a range that is only where most of them lie.
   */
  readonly clamp: boolean;
}

/** Share of float samples left outside [black, white] at each end, so that hot pixels do not squeeze the rest. */
const floatTail = 0.001;
const floatSampleLimit = 1 << 20;
/** Integers that leave more than three quarters of their bits' range unused are mapped as floats are. */
const leastUsed = 0.25;

/**
 * The range of a raster's colour channels, over the samples that are not masked: of integers the range of the bits that
 * are in use (12-bit data in a 16-bit file end at 4095, because the network learns less from values that are all close
 * to 0), of floats the 0.1 % and 99.9 % percentiles of the finite values. Integers whose percentiles span a small part of
 * their bits' range (few values far from zero) are mapped by these too. `white > black` always.
 */
export function unitRangeOf(raster: Raster, mask = new SampleMask(0)): UnitRange {
  if (raster.sampleFormat === 'float') return percentileRange(raster, mask);
  const bits = bitsRange(raster, mask);
  const { black, white } = rangeOfSorted(sortedMeasurements(raster, mask));
  return white - black < leastUsed * (bits.white - bits.black) ? percentileRange(raster, mask) : bits;
}

/** The range of the bits that an integer raster has in use. */
export function bitsRange(raster: Raster, mask = new SampleMask(0)): UnitRange {
  const { min, max } = integerRange(raster.sampleFormat, bitsInUse(raster, mask));
  return { black: min, white: max, clamp: true };
}

/** The smallest depth whose range holds every colour sample. */
function bitsInUse({ samples, channels, colorChannels, sampleFormat, bitDepth }: Raster, mask: SampleMask): number {
  let largest = 1;
  for (let i = 0; i < samples.length; i += channels) {
    for (let c = i; c < i + colorChannels; c++) {
      // of two's complement, -n needs as many bits as n - 1
      const magnitude = samples[c] < 0 ? -samples[c] - 1 : samples[c];
      if (magnitude > largest && !mask.has(c)) largest = magnitude;
    }
  }
  const bits = Math.floor(Math.log2(largest)) + 1;
  return Math.min(bitDepth, sampleFormat === 'int' ? bits + 1 : bits);
}

/** Range between the 0.1 % and 99.9 % percentiles of the finite colour values that are not masked. */
export function percentileRange(raster: Raster, mask = new SampleMask(0)): UnitRange {
  const { samples, channels, colorChannels, width, height } = raster;
  const pixels = width * height;
  const stride = Math.max(1, Math.floor((pixels * colorChannels) / floatSampleLimit));
  const finite: number[] = [];
  for (let pixel = 0; pixel < pixels; pixel += stride) {
    for (let channel = 0; channel < colorChannels; channel++) {
      const at = pixel * channels + channel;
      if (Number.isFinite(samples[at]) && !mask.has(at)) finite.push(samples[at]);
    }
  }
  return rangeOfSorted(Float64Array.from(finite).sort());
}

function rangeOfSorted(sorted: Float64Array): UnitRange {
  if (sorted.length === 0) return { black: 0, white: 1, clamp: false };
  const tail = Math.floor(sorted.length * floatTail);
  const black = sorted[tail];
  const white = sorted[sorted.length - 1 - tail];
  return white > black ? { black, white, clamp: false } : { black, white: black + 1, clamp: false };
}
