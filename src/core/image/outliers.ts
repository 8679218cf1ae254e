import type { Bulk } from './bulk';
import type { Raster } from './raster';
import type { SampleMask } from './sampleMask';
import { valueStep } from './valueStep';

/** In spans of the bulk: how far beyond it a sample must lie to be looked at. */
const reach = 2.5;
/** Least span, in levels that are in use: of few counts every single one matters. */
const leastLevels = 4;
/** In spans of the bulk: beyond this nothing is compared, it would drown everything else. */
const absurdReach = 1000;
const mostAbsurd = 0.05;
/** In spans of the bulk: salt and pepper does not reach so far, and single pixels that do may be more. */
const farReach = 10;
const mostFar = 0.05;
/** Share of such pixels that must have none of them beside it: else they may be fine lines. */
const lonelyShare = 0.5;
/** Share of the samples that may be outliers. More are noise (salt and pepper), which is to be removed. */
const mostOutliers = 0.01;
/** Share of the samples that may be looked at. */
const mostCandidates = 0.02;
/** Share of a row or column that makes it a bad line. */
const badLine = 0.5;
/** Side of the window that says what a sample should be; most of it must not belong to the outlier. */
const windowSide = 7;
/** Distance from the local median, in robust standard deviations of the window. */
const leastDeviation = 12;
const normalFromMedian = 1 / 0.6744897501960817;

/**
 * Masks samples that stand far out from all other values of the page and from those around them: hot and dead pixels,
 * clusters and lines of them, stars of a pixel. Returns how many. Those of a photograph never do, its values fill the range.
 */
export function maskOutliers(raster: Raster, bulk: Bulk, mask: SampleMask): number {
  const span = Math.max(leastLevels * valueStep(raster, mask), bulk.span);
  const total = raster.width * raster.height * raster.colorChannels;
  const found = beyond(raster, bulk.low - reach * span, bulk.high + reach * span, mask, mostFar * total);
  if (found.length === 0) return 0;
  const before = mask.count;
  const isBeyond = (at: number, spans: number) => {
    const value = raster.samples[at];
    return value < bulk.low - spans * span || value > bulk.high + spans * span;
  };
  const isAbsurd = (at: number) => isBeyond(at, absurdReach);
  const inBadLine = badLines(raster, found);
  const single = found.filter((at) => !inBadLine(at));
  const isolatedOf = (some: readonly number[], most: number) =>
    some.length <= most * total ? some.filter((at) => isIsolated(raster, at, bulk, mask)) : [];
  const isolated = isolatedOf(single, mostCandidates);
  const inLines = found.filter((at) => inBadLine(at) && isIsolated(raster, at, bulk, mask));
  const absurd = found.filter(isAbsurd);
  if (absurd.length <= mostAbsurd * total) for (const at of absurd) mask.add(at);
  if (isolated.length > 0 && isolated.length <= mostOutliers * total) for (const at of isolated) mask.add(at);
  else {
    const far = single.filter((at) => isBeyond(at, farReach));
    if (areLonely(raster, far)) for (const at of isolatedOf(far, mostFar)) mask.add(at);
  }
  for (const at of inLines) mask.add(at);
  return mask.count - before;
}

/** Indices of the colour samples outside of a range; none when they are more than `most`. */
function beyond(raster: Raster, low: number, high: number, mask: SampleMask, most: number): number[] {
  const { samples, channels, colorChannels } = raster;
  const found: number[] = [];
  for (let i = 0; i < samples.length; i += channels) {
    for (let c = i; c < i + colorChannels; c++) {
      if ((samples[c] >= low && samples[c] <= high) || !Number.isFinite(samples[c]) || mask.has(c)) continue;
      found.push(c);
      if (found.length > most) return [];
    }
  }
  return found;
}

function areLonely({ width, channels }: Raster, found: readonly number[]): boolean {
  const all = new Set(found);
  const steps = [channels, -channels, width * channels, -width * channels];
  const lonely = found.filter((at) => !steps.some((step) => all.has(at + step)));
  return lonely.length >= lonelyShare * found.length;
}

/** Tells of a sample whether most of its row or column, in its channel, is among those found. */
function badLines({ width, height, channels }: Raster, found: readonly number[]): (at: number) => boolean {
  const rows = new Uint32Array(height * channels);
  const columns = new Uint32Array(width * channels);
  const rowOf = (at: number) => Math.floor(at / (width * channels)) * channels + (at % channels);
  const columnOf = (at: number) => at % (width * channels);
  for (const at of found) {
    rows[rowOf(at)]++;
    columns[columnOf(at)]++;
  }
  return (at) => rows[rowOf(at)] >= badLine * width || columns[columnOf(at)] >= badLine * height;
}

const scratch = new Float64Array(windowSide * windowSide);

function isIsolated(raster: Raster, at: number, bulk: Bulk, mask: SampleMask): boolean {
  const { samples, width, height, channels } = raster;
  const channel = at % channels;
  const pixel = (at - channel) / channels;
  const inside = (centre: number, room: number) => Math.max(0, Math.min(room - windowSide, centre - (windowSide >> 1)));
  const left = inside(pixel % width, width);
  const top = inside(Math.floor(pixel / width), height);
  let count = 0;
  for (let y = top; y < Math.min(height, top + windowSide); y++) {
    for (let x = left; x < Math.min(width, left + windowSide); x++) {
      const i = (y * width + x) * channels + channel;
      if (Number.isFinite(samples[i]) && !mask.has(i)) scratch[count++] = samples[i];
    }
  }
  const values = scratch.subarray(0, count).sort();
  const median = values[count >> 1];
  if (median > bulk.high + bulk.span || median < bulk.low - bulk.span) return false;
  for (let i = 0; i < count; i++) values[i] = Math.abs(values[i] - median);
  const deviation = values.sort()[count >> 1] * normalFromMedian;
  return Math.abs(samples[at] - median) > leastDeviation * deviation;
}
