import { integerRange, type Raster } from '../image/raster';
import type { SampleMask } from '../image/sampleMask';
import { valueStep } from '../image/valueStep';
import { type BlockNoise, type BlockSurvey, looksLikeNoise, surveyBlocks } from './blockNoise';

/** Of a page whose channels hold no more values than these, the values themselves tell little. */
const fewValues = 8;
/** Rounding to whole steps: noise with a deviation below half a step cannot be told from it. */
const roundingVariance = 1 / 4;
/** Fewest blocks of noise on a smooth ground to go by, and their least share of those in which something varies. */
const fewestBlocks = 8;
const leastShare = 0.02;
/** Share of the blocks of a brightness that must look like noise; fewer may do so by chance, as among letters. */
const leastTrusted = 0.3;
/** Blocks that go into a point of the curve, and most points. */
const blocksPerPoint = 16;
const mostPoints = 16;
/** The smoother part of the blocks is gone by: the rest may hold texture. With what white noise has there. */
const smoother = { share: 0.3, ofNoise: 0.888 };
const smootherLeast = { share: 0.25, ofNoise: 0.8 };
/** How far the line is followed beyond the curve's ends, as a multiple of its length. */
const mostReach = 2;
/** Where so many neighbours have the very same value, the ground is drawn, not recorded. */
const drawnShare = 0.5;
/** Counts a pixel up to which a page is sparse, and their variance over their mean as far as it can be told. */
const mostSparse = 4;
const poisson = { least: 0.6, most: 1.6 };
/** Blocks of one value among all, from which on they tell of a page without noise when no other block does. */
const constantShare = 0.25;

/** Noise of a page over brightness, a curve a colour channel. */
export interface NoiseCurve {
  /** Variance of the noise at a brightness, in the file's units squared. NaN when the page is too small to say. */
  varianceAt(value: number, channel: number): number;
  /** Whether something varies in the page and none of it looks like noise: drawings, renderings, scans of two levels. */
  readonly isFree: boolean;
}

interface Point {
  readonly value: number;
  readonly variance: number;
}

interface ChannelCurve {
  readonly points: readonly Point[];
  /** Change of the variance with brightness, over all points. */
  readonly slope: number;
  /** Least variance that can be told from rounding. */
  readonly floor: number;
}

/**
 * Estimates the noise of a page over brightness from the 8x8 blocks that look like white noise on a smooth ground, the
 * smoother 30 % of them at each brightness. Between the points of the curve the variance is interpolated; beyond them
 * it goes on as the last point's, or along the line through all of them where that is more, because noise taken for
 * less than it is does more harm here than the opposite. Pages without such blocks (covered by texture, letters or dots)
 * get one value from the least estimate of each block.
 * @param gaps the samples that were filled in, as they were no measurements
 * @param spacing 2 for a mosaic: compares pixels of the same place in the 2x2 cells only
 */
export function estimateNoiseCurve(raster: Raster, gaps?: SampleMask, spacing: 1 | 2 = 1): NoiseCurve {
  const channels = Array.from({ length: raster.colorChannels }, (_, c) => channelCurve(raster, c, spacing, gaps));
  const varying = channels.filter(({ points }) => points.length > 0);
  return {
    varianceAt: (value, channel) => varianceAt(channels[channel], value),
    isFree:
      varying.length > 0 && varying.every(({ points, floor }) => points.every(({ variance }) => variance <= floor)),
  };
}

function varianceAt({ points, slope, floor }: ChannelCurve, value: number): number {
  if (points.length === 0) return Number.NaN;
  const last = points.length - 1;
  let after = 0;
  while (after <= last && points[after].value < value) after++;
  if (after > 0 && after <= last) {
    const a = points[after - 1];
    const b = points[after];
    return Math.max(floor, a.variance + ((b.variance - a.variance) * (value - a.value)) / (b.value - a.value));
  }
  const end = points[Math.min(after, last)];
  const reach = mostReach * (points[last].value - points[0].value);
  const beyond = Math.min(reach, Math.max(-reach, value - end.value));
  return Math.max(floor, end.variance + Math.max(0, slope * beyond));
}

function channelCurve(raster: Raster, channel: number, spacing: 1 | 2, gaps?: SampleMask): ChannelCurve {
  const survey = surveyBlocks(raster, channel, spacing, gaps);
  const { blocks } = survey;
  const values = fewValuesOf(raster, channel, gaps);
  // a few photons a pixel make few values, too: but these follow each other, and are scattered as noise is
  const areCounts = values
    ? raster.sampleFormat === 'float' || isCount(values, raster)
    : isSparse(blocks, valueStep(raster, gaps));
  const isCounted = areCounts && isWhite(blocks);
  const floor = raster.sampleFormat === 'float' || isCounted ? 0 : roundingVariance;
  if (values && !isCounted) return blocks.length > 0 ? flat(0, floor) : unknown;
  const smooth = blocks.filter((block) => looksLikeNoise(block, isCounted));
  if (smooth.length >= Math.max(fewestBlocks, leastShare * blocks.length)) {
    const points = pointsThrough(smooth, blocks);
    return { points, slope: slopeOf(points), floor };
  }
  return blocks.length > 0 ? flat(leastVariance(survey), floor) : unknown;
}

const flat = (variance: number, floor: number): ChannelCurve => ({ points: [{ value: 0, variance }], slope: 0, floor });

/** Of a channel in which nothing varies, or that is too small. */
const unknown: ChannelCurve = { points: [], slope: 0, floor: 0 };

function pointsThrough(smooth: readonly BlockNoise[], all: readonly BlockNoise[]): Point[] {
  const points: Point[] = [];
  const groups = groupsOf(smooth.toSorted((a, b) => a.mean - b.mean));
  const trusted = groups.filter((group) => group.length >= leastTrusted * countBetween(group, all));
  for (const group of trusted.length > 0 ? trusted : groups) {
    const value = group.reduce((sum, { mean }) => sum + mean, 0) / group.length;
    const variance = quantile(group, smoother.share, (block) => block.variance) / smoother.ofNoise;
    if (points.length === 0 || value > points[points.length - 1].value) points.push({ value, variance });
  }
  return points;
}

/** How many of the blocks are as bright as those of a group, whatever they look like. */
const countBetween = (group: readonly BlockNoise[], all: readonly BlockNoise[]) =>
  all.filter(({ mean }) => mean >= group[0].mean && mean <= group[group.length - 1].mean).length;

/** Blocks of like brightness: each group spans a part of the brightness or of the blocks, and is large enough to say something. */
function groupsOf(sorted: readonly BlockNoise[]): BlockNoise[][] {
  const span = (sorted[sorted.length - 1].mean - sorted[0].mean) / mostPoints;
  const groups: BlockNoise[][] = [[]];
  for (const block of sorted) {
    const group = groups[groups.length - 1];
    const isWide = group.length > 0 && block.mean - group[0].mean >= span;
    const isLarge = group.length * mostPoints >= sorted.length;
    if (group.length >= blocksPerPoint && (isWide || isLarge)) groups.push([block]);
    else group.push(block);
  }
  const last = groups[groups.length - 1];
  if (groups.length > 1 && last.length < fewestBlocks) groups[groups.length - 2].push(...(groups.pop() ?? []));
  return groups;
}

function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const value = mean((point) => point.value);
  const variance = mean((point) => point.variance);
  const spread = mean((point) => (point.value - value) ** 2);
  return spread > 0 ? mean((point) => (point.value - value) * (point.variance - variance)) / spread : 0;
}

/** What can be said without a block of noise on a smooth ground. */
function leastVariance({ blocks, constant }: BlockSurvey): number {
  const isDrawn = quantile(blocks, 0.5, ({ equal }) => equal) >= drawnShare;
  if (isDrawn && constant >= constantShare * (blocks.length + constant)) return 0;
  return quantile(blocks, smootherLeast.share, ({ least }) => least) / smootherLeast.ofNoise;
}

/** Whether most of a page holds few counts of photons: their variance is their mean, in steps of the gain. */
function isSparse(blocks: readonly BlockNoise[], gain: number): boolean {
  if (blocks.length === 0 || gain === 0 || quantile(blocks, 0.5, ({ mean }) => mean) > mostSparse * gain) return false;
  const dispersion = quantile(blocks, 0.5, ({ variance, mean }) => variance / (mean * gain));
  return dispersion > poisson.least && dispersion < poisson.most;
}

/** Whether the blocks as a whole are as white noise is, whatever values it takes. */
function isWhite(blocks: readonly BlockNoise[]): boolean {
  if (blocks.length === 0) return false;
  const coarse = quantile(blocks, 0.5, (block) => block.coarse);
  return coarse > 0.6 && coarse < 1.6;
}

function quantile<T>(of: readonly T[], share: number, value: (item: T) => number): number {
  const sorted = Float64Array.from(of, value).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** The values of a channel when these are few. */
function fewValuesOf(
  { samples, channels }: Raster,
  channel: number,
  gaps?: SampleMask,
): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (let i = channel; i < samples.length; i += channels) {
    if (!gaps?.has(i)) values.add(samples[i]);
    if (values.size > fewValues) return undefined;
  }
  return values;
}

/**
 * Whether at least every other whole number of those spanned is there. From nothing up, and not to the end of the range,
 * these may be multiples of a counter's gain.
 */
function isCount(values: ReadonlySet<number>, { sampleFormat, bitDepth }: Raster): boolean {
  const sorted = [...values].sort((a, b) => a - b);
  const largest = sorted[sorted.length - 1];
  if (largest - sorted[0] < 2 * sorted.length) return true;
  const gain = sorted[1];
  const areMultiples = sorted[0] === 0 && sorted.every((value) => value % gain === 0);
  const isInside = largest < integerRange(sampleFormat, bitDepth).max;
  return areMultiples && isInside && sorted.length > 2 && largest / gain < 2 * sorted.length;
}
