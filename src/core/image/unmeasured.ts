import { bulkOf, leastGapOf } from './bulk';
import { maskConstantAreas } from './constantAreas';
import { halfToNumber, numberToHalf } from './halfFloat';
import { maskOutliers } from './outliers';
import type { Raster } from './raster';
import { SampleMask, sortedMeasurements } from './sampleMask';
import { farValues, isKnownSentinel, isNamedSentinel, maskSentinels } from './sentinels';

/**
 * A kind of samples that are no measurements, and how many there are:
 * - `transparent`: colours of pixels whose alpha is 0, which nobody sees.
 * - `notFinite`: NaN and infinities.
 * - `noData`: a value that the file declares, or that stands apart from all others, for "no measurement".
 * - `outlier`: far from all values around: hot and dead pixels, and points of light.
 * - `constant`: areas of exactly one value, where there is no noise.
 */
export type UnmeasuredKind = 'transparent' | 'notFinite' | 'noData' | 'outlier' | 'constant';

export interface UnmeasuredFinding {
  readonly kind: UnmeasuredKind;
  /** Colour samples; of `transparent`, pixels. */
  readonly count: number;
  /** The value of `noData`. */
  readonly value?: number;
}

/** What of a page is not to be judged or changed. */
export interface Unmeasured {
  readonly mask: SampleMask;
  /** Those that the network must not see: not the areas of one value that are part of the picture, such as clipped whites. */
  readonly foreign: SampleMask;
  /** Those without any areas of one value, which tell what a page is. */
  readonly gaps: SampleMask;
  readonly findings: readonly UnmeasuredFinding[];
}

const known = new WeakMap<Raster, Unmeasured>();

/** Finds the colour samples of a page that are no measurements. Found once a raster, whose samples must not change. */
export function unmeasuredSamples(raster: Raster): Unmeasured {
  const found = known.get(raster) ?? findUnmeasured(raster);
  known.set(raster, found);
  return found;
}

function findUnmeasured(raster: Raster): Unmeasured {
  const mask = new SampleMask(raster.samples.length);
  const findings: UnmeasuredFinding[] = [];
  const add = (kind: UnmeasuredKind, count: number, value?: number) => {
    if (count > 0) findings.push({ kind, count, value });
  };
  add('transparent', maskTransparent(raster, mask));
  if (raster.sampleFormat === 'float') {
    add(
      'notFinite',
      mask.addColorsWhere(raster, (value) => !Number.isFinite(value)),
    );
  }
  const declared = declaredNoData(raster);
  if (declared !== undefined) {
    add(
      'noData',
      mask.addColorsWhere(raster, (value) => value === declared),
      declared,
    );
  }
  let [gaps, foreign] = [mask, mask];
  const bulk = bulkOf(sortedMeasurements(raster, mask), isKnownSentinel(raster), leastGapOf(raster, mask));
  if (bulk) {
    const far = farValues(raster, bulk, mask);
    // a value that is there once may be absurd; it is no convention
    let single = 0;
    for (const { value, count } of far ? maskSentinels(raster, bulk, far, mask) : []) {
      if (count > 1 || isNamedSentinel(raster, value)) add('noData', count, value);
      else single++;
    }
    add('outlier', single + (far?.size === 0 ? 0 : maskOutliers(raster, bulk, mask)));
    gaps = mask.copy();
    foreign = mask.copy();
    add('constant', maskConstantAreas(raster, mask, foreign));
  }
  return { mask, foreign, gaps, findings };
}

/** Masks the colours of pixels of alpha 0 and returns how many these are. An alpha that is 0 throughout means nothing. */
function maskTransparent({ samples, channels, colorChannels, alpha }: Raster, mask: SampleMask): number {
  if (!alpha) return 0;
  let transparent = 0;
  for (let i = alpha.channel; i < samples.length; i += channels) if (samples[i] === 0) transparent++;
  if (transparent * channels === samples.length) return 0;
  for (let i = 0; i < samples.length && transparent > 0; i += channels) {
    if (samples[i + alpha.channel] !== 0) continue;
    for (let c = i; c < i + colorChannels; c++) mask.add(c);
  }
  return transparent;
}

/** The declared value as the page's samples can hold it; undefined when there is none, or when they cannot. */
function declaredNoData({ noData, sampleFormat, bitDepth }: Raster): number | undefined {
  if (noData === undefined || sampleFormat !== 'float') return noData;
  if (bitDepth === 16) return halfToNumber(numberToHalf(noData));
  return bitDepth === 32 ? Math.fround(noData) : noData;
}
