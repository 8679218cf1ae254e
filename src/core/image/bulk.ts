import type { Raster } from './raster';
import type { SampleMask } from './sampleMask';
import { valueStep } from './valueStep';

/** Where the bulk of a page's values lies, whatever stands apart from it. */
export interface Bulk {
  /** The 5 % and 95 % percentiles: a bad row of a small picture is not of the bulk. */
  readonly low: number;
  readonly high: number;
  /** high - low, above 0. */
  readonly span: number;
}

const tail = 0.05;
/** In spans of the values it stands apart from: the gap beyond which a value does not belong to the bulk. */
const wideGap = 2;
/** The same of values that are known to stand for something else. */
const knownGap = 0.25;
/** Levels that are in use between integers that stand apart: counts of 0, 1 and 2 photons are neighbours, however few they are. */
const fewestLevels = 16;
/** More values than this standing apart one by one at an end are part of the distribution. */
const mostApart = 32;

/**
 * The bulk of values in order of size. A value at an end that stands apart does not count, however often it occurs: most
 * of a picture may be missing.
 * @param isKnown whether a value is used to say that there is no measurement
 * @param leastGap see leastGapOf
 * @returns undefined when all that is left is one value
 */
export function bulkOf(sorted: Float64Array, isKnown: (value: number) => boolean, leastGap: number): Bulk | undefined {
  let rest = sorted;
  for (let i = 0; i < mostApart; i++) {
    const inner = withoutFirst(rest, isKnown, leastGap) ?? withoutLast(rest, isKnown, leastGap);
    if (!inner) break;
    rest = inner;
  }
  return percentiles(rest);
}

/** The smallest gap, in the page's units, beyond which a value can stand apart. */
export function leastGapOf(raster: Raster, mask?: SampleMask): number {
  return fewestLevels * valueStep(raster, mask);
}

function percentiles(sorted: Float64Array): Bulk | undefined {
  if (sorted.length === 0) return undefined;
  const cut = Math.floor(sorted.length * tail);
  const low = sorted[cut];
  const high = sorted[sorted.length - 1 - cut];
  if (high > low) return { low, high, span: high - low };
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  return last > first ? { low: first, high: last, span: last - first } : undefined;
}

/** Without the smallest value, or undefined when it belongs to the others. */
function withoutFirst(
  sorted: Float64Array,
  isKnown: (value: number) => boolean,
  leastGap: number,
): Float64Array | undefined {
  let end = firstAbove(sorted, sorted[0]);
  const known = isKnown(sorted[0]);
  while (known && end < sorted.length && isKnown(sorted[end])) end = firstAbove(sorted, sorted[end]);
  const rest = sorted.subarray(end);
  const bulk = percentiles(rest);
  const least = bulk && Math.max(leastGap, (known ? knownGap : wideGap) * bulk.span);
  return least !== undefined && rest[0] - sorted[end - 1] >= least ? rest : undefined;
}

/** The same of the largest value. */
function withoutLast(
  sorted: Float64Array,
  isKnown: (value: number) => boolean,
  leastGap: number,
): Float64Array | undefined {
  const mirrored = sorted.map((value) => -value).reverse();
  const rest = withoutFirst(mirrored, (value) => isKnown(-value), leastGap);
  return rest && sorted.subarray(0, rest.length);
}

/** The first index whose value is larger. */
function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
