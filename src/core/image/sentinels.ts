import { type Bulk, leastGapOf } from './bulk';
import { integerRange, type Raster } from './raster';
import type { SampleMask } from './sampleMask';

/** Absolute values that float files use for "no value", besides those too large to be measured. */
const wellKnown = new Set([999, 999.25, 9999, 99999, 999999, 32767, 32768, 65535, 2147483647, 2147483648, 4294967295]);
/** Fill values such as 1e20, 9.96921e36 (netCDF) and the largest float. */
const tooLarge = 1e19;

/**
 * Whether a value is one that files of this format use to say that there is no measurement: an end of the range, the
 * value beside it (Dectris' bad pixels), -9999 and its like, 1e20 and more. 8 bits are too few for that.
 */
export function isKnownSentinel({ sampleFormat, bitDepth }: Raster): (value: number) => boolean {
  if (sampleFormat === 'float') return (value) => wellKnown.has(Math.abs(value)) || Math.abs(value) >= tooLarge;
  if (bitDepth <= 8) return () => false;
  const { min, max } = integerRange(sampleFormat, bitDepth);
  return (value) => value === min || value >= max - 1 || value === -9999;
}

/** Whether a value means "no measurement" also where it occurs once; others too large to be measured may be accidents. */
export function isNamedSentinel(raster: Raster, value: number): boolean {
  return raster.sampleFormat === 'float' ? wellKnown.has(Math.abs(value)) : isKnownSentinel(raster)(value);
}

/** Far values of more kinds than this are a long tail. */
const mostFarValues = 1 << 16;
/** Spans beyond the bulk from where on values are looked at. */
const farFrom = 0.5;
const knownGap = 0.25;
const unknownGap = 2;
/** An unknown value says something only when it is repeated. */
const fewestRepeats = 8;
/** Share of a value's samples that must have a neighbour of the same value, where it is not known. Salt noise has not. */
const clumpedShare = 0.5;

export interface Sentinel {
  readonly value: number;
  readonly count: number;
}

/**
 * Finds values that stand for missing measurements and masks them: they are repeated exactly, lie beyond all others with
 * a wide gap, and are either known for that or fill areas. White that a photograph is clipped at has no gap below it.
 * @param far as farValues gives them
 */
export function maskSentinels(
  raster: Raster,
  bulk: Bulk,
  far: ReadonlyMap<number, number>,
  mask: SampleMask,
): Sentinel[] {
  const isKnown = isKnownSentinel(raster);
  const leastGap = leastGapOf(raster, mask);
  const bounds = { low: bulk.low - farFrom * bulk.span, high: bulk.high + farFrom * bulk.span };
  const sorted = [...far.keys()].sort((a, b) => a - b);
  const isSentinel = (value: number, i: number): boolean => {
    const inwards = value > bounds.high ? -1 : 1;
    let next = i + inwards;
    while (isKnown(value) && next >= 0 && next < sorted.length && isKnown(sorted[next])) next += inwards;
    const other =
      inwards < 0
        ? Math.max(bounds.high, sorted[next] ?? Number.NEGATIVE_INFINITY)
        : Math.min(bounds.low, sorted[next] ?? Number.POSITIVE_INFINITY);
    const gap = Math.abs(value - other);
    if (gap < leastGap) return false;
    if (isKnown(value)) return gap >= knownGap * bulk.span;
    if ((far.get(value) ?? 0) < fewestRepeats || gap < unknownGap * bulk.span) return false;
    return isClumped(raster, value);
  };
  const found = new Set(sorted.filter(isSentinel));
  if (found.size === 0) return [];
  mask.addColorsWhere(raster, (value) => (value < bounds.low || value > bounds.high) && found.has(value));
  return [...found].map((value) => ({ value, count: far.get(value) ?? 0 }));
}

/** How often each value far from the bulk occurs; undefined when there are too many of them. */
export function farValues(
  raster: Raster,
  { low, high, span }: Bulk,
  mask: SampleMask,
): Map<number, number> | undefined {
  const { samples, channels, colorChannels } = raster;
  const below = low - farFrom * span;
  const above = high + farFrom * span;
  const counts = new Map<number, number>();
  for (let i = 0; i < samples.length; i += channels) {
    for (let c = i; c < i + colorChannels; c++) {
      const value = samples[c];
      if ((value >= below && value <= above) || !Number.isFinite(value) || mask.has(c)) continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
      if (counts.size > mostFarValues) return undefined;
    }
  }
  return counts;
}

function isClumped({ samples, width, channels, colorChannels }: Raster, value: number): boolean {
  const line = width * channels;
  let all = 0;
  let clumped = 0;
  for (let i = 0; i < samples.length; i += channels) {
    for (let c = i; c < i + colorChannels; c++) {
      if (samples[c] !== value) continue;
      all++;
      const isRepeated = [c - channels, c + channels, c - line, c + line].some((at) => samples[at] === value);
      if (isRepeated) clumped++;
    }
  }
  return clumped >= clumpedShare * all;
}
