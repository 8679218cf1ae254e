import { describe, expect, it } from 'vitest';
import { checkPage, checkRemoved } from '../../../src/core/denoise/assumptions';
import { blend } from '../../../src/core/denoise/blend';
import { resultOf } from '../../../src/core/denoise/lowCounts';
import { natureOf } from '../../../src/core/denoise/pageNature';
import { preparePage } from '../../../src/core/denoise/preparedPage';
import { createRandom, type RandomSource } from '../../../src/core/denoise/random';
import { dithered } from '../../../src/core/image/dither';
import { type Raster, sampleArrayFor } from '../../../src/core/image/raster';
import { unmeasuredSamples } from '../../../src/core/image/unmeasured';
import { valueStep } from '../../../src/core/image/valueStep';
import { inEnglish } from '../../../src/core/text';

const side = 96;
type Value = (x: number, y: number, random: RandomSource) => number;

function page(value: Value, more: Partial<Raster> = {}): Raster {
  const random = createRandom(7);
  const shape = {
    width: side,
    height: side,
    channels: 1,
    colorChannels: 1,
    sampleFormat: 'uint',
    bitDepth: 16,
  } as const;
  const { sampleFormat, bitDepth } = { ...shape, ...more };
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(side * side);
  const largest = sampleFormat === 'float' ? Number.POSITIVE_INFINITY : 2 ** bitDepth - 1;
  samples.forEach((_, i) => {
    const wanted = value(i % side, Math.floor(i / side), random);
    samples[i] = sampleFormat === 'float' ? wanted : Math.min(largest, Math.max(0, Math.round(wanted)));
  });
  return { ...shape, samples, ...more };
}

const smooth = (x: number, y: number) => 600 + 200 * Math.sin(x / 17) + 150 * Math.cos(y / 11);
const scene: Value = (x, y, random) => smooth(x, y) + 60 * random.normal();
const dim: Value = (x, y, random) => 110 + smooth(x, y) / 20 + 8 * random.normal();

/** A number of events where `rate` are expected (Knuth). */
function poisson(rate: number, random: RandomSource): number {
  const limit = Math.exp(-rate);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random.next();
  return count;
}
const light = (x: number) => 1 + 0.5 * Math.sin(x / 17);
const counts =
  (rate: number): Value =>
  (x, _, random) =>
    poisson(rate * light(x), random);
const isInDisc = (x: number, y: number) => Math.hypot(x - 48, y - 48) < 40;

const meanOf = (values: ArrayLike<number>, counted: (i: number) => boolean = () => true) => {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!counted(i)) continue;
    sum += values[i];
    count++;
  }
  return sum / count;
};
const kindsOf = (raster: Raster) => unmeasuredSamples(raster).findings.map(({ kind }) => kind);

describe('areas of one value', () => {
  it.each<[string, (x: number, y: number) => boolean]>([
    ['a frame of six pixels', (x, y) => Math.min(x, y, side - 1 - x, side - 1 - y) < 6],
    ['rows that a shift left empty', (_, y) => y < 3],
    ['a single column', (x) => x === 30],
  ])('are found in %s, and hidden from the network', (_, isEmpty) => {
    const raster = page((x, y, random) => (isEmpty(x, y) ? 0 : dim(x, y, random)), { bitDepth: 8 });
    const { mask, foreign } = unmeasuredSamples(raster);
    const empty = Array.from(raster.samples, (_, i) => isEmpty(i % side, Math.floor(i / side)));
    expect(empty.every((is, i) => is === mask.has(i) && is === foreign.has(i))).toBe(true);
  });

  it('are not hidden where a photograph is clipped', () => {
    const raster = page((x, y, random) => 2 * x + 100 + 20 * Math.sin(y / 9) + 15 * random.normal(), { bitDepth: 8 });
    const { foreign } = unmeasuredSamples(raster);
    expect(foreign.count).toBe(0);
    expect(preparePage(raster).filled).toBe(raster);
  });

  it('are found around counts of photons, and are not the dark ground of sparse ones', () => {
    const masked = page((x, y, random) => (isInDisc(x, y) ? counts(1)(x, y, random) : 0));
    const outside = Array.from(masked.samples, (_, i) => i).filter((i) => !isInDisc(i % side, Math.floor(i / side)));
    expect(outside.every((i) => unmeasuredSamples(masked).mask.has(i))).toBe(true);
    const spot = page((x, y, random) => poisson(Math.hypot(x - 60, y - 40) < 12 ? 1.5 : 0.006, random));
    expect(kindsOf(spot)).toEqual([]);
    const floats = page((x, _, random) => poisson(0.002 * 1.05 ** x, random), { sampleFormat: 'float', bitDepth: 32 });
    expect(kindsOf(floats)).toEqual([]);
  });
});

describe('hot pixels', () => {
  it('are found up to a twentieth of the page when they are far beyond it, and alone', () => {
    const hot = page((x, y, random) => (random.next() < 0.04 ? 30_000 + 20_000 * random.next() : scene(x, y, random)));
    const isHot = (i: number) => hot.samples[i] >= 30_000;
    const { mask } = unmeasuredSamples(hot);
    expect(hot.samples.every((_, i) => isHot(i) === mask.has(i))).toBe(true);
    // bright lines are part of the picture
    const lines = page((x, y, random) => (x % 12 === 5 && y < 40 ? 30_000 + y : scene(x, y, random)));
    expect(kindsOf(lines)).toEqual([]);
  });

  it('do not pass for photons', () => {
    const rare = page((_x, _y, random) => 0.5 + 0.06 * random.normal() + (random.next() < 0.05 ? 3 : 0), {
      ...{ sampleFormat: 'float', bitDepth: 32 },
    });
    expect(natureOf(rare).noise.varianceAt(0.5, 0)).toBeLessThan(0.1);
  });

  it('do not make structure, nor nothing, of the noise', () => {
    const clean = natureOf(page(scene)).noise.varianceAt(600, 0);
    const hot = page((x, y, random) => (random.next() < 0.008 ? 40_000 : scene(x, y, random)));
    expect(natureOf(hot).noise.varianceAt(600, 0) / clean).toBeCloseTo(1, 0);
    const dark = page(counts(0.15));
    dark.samples[500] = 500;
    dark.samples.fill(65535, 0, 20 * side);
    expect(natureOf(dark).isFree).toBe(false);
  });
});

describe('counts', () => {
  it('may be multiples of a gain', () => {
    const raster = page((x, y, random) => 100 * counts(0.15)(x, y, random));
    expect(valueStep(raster)).toBe(100);
    expect(kindsOf(raster)).toEqual([]);
    expect(natureOf(raster).isFree).toBe(false);
    const exact = {
      ...raster,
      sampleFormat: 'float',
      bitDepth: 32,
      samples: Float32Array.from(raster.samples),
    } as const;
    exact.samples.forEach((_, i) => {
      exact.samples[i] = 18 * light(i % side);
    });
    const { raster: result } = resultOf(raster, exact, 'asSource', 1);
    expect(meanOf(result.samples) / meanOf(raster.samples)).toBeCloseTo(1, 2);
  });

  it.each([0.15, 1, 5])('of %d a pixel are not said to be cut off at 0', (rate) => {
    expect(checkPage(page(counts(rate))).map(({ kind }) => kind)).not.toContain('clipped');
  });

  it('keep the dark ground around something bright', () => {
    const rate = (x: number, y: number) => 0.15 + 25 * Math.exp(-((x - 60) ** 2 + (y - 40) ** 2) / 200);
    const raster = page((x, y, random) => poisson(rate(x, y), random));
    const exact = page(rate, { sampleFormat: 'float', bitDepth: 32 });
    const { raster: result } = resultOf(raster, exact, 'asSource', 1);
    const isDark = (i: number) => rate(i % side, Math.floor(i / side)) < 0.2;
    expect(Math.abs(meanOf(result.samples, isDark) - 0.17)).toBeLessThan(0.03);
  });

  it('keep their mean beside a gap, which stays as it is, in blends too', () => {
    const raster = page((x, y, random) => (y < 20 ? 65535 : y === 50 && x === 50 ? 700 : counts(1)(x, y, random)));
    const prepared = preparePage(raster);
    const isMeasured = (i: number) => !prepared.mask.has(i);
    const exact = page((x) => 1.1 * light(x), { sampleFormat: 'float', bitDepth: 32 });
    const { raster: result } = resultOf(prepared.filled, exact, 'asSource', 1, prepared.mask);
    expect(meanOf(result.samples, isMeasured) / meanOf(raster.samples, isMeasured)).toBeCloseTo(1, 2);
    const denoised = { ...result, samples: result.samples.map((v, i) => (isMeasured(i) ? v : raster.samples[i])) };
    const half = blend(raster, denoised, 0.5);
    expect(meanOf(half.samples, isMeasured) / meanOf(raster.samples, isMeasured)).toBeCloseTo(1, 2);
    expect(half.samples.every((value, i) => isMeasured(i) || value === raster.samples[i])).toBe(true);
  });

  it('are dithered around samples that stay', () => {
    const source = page(() => 9);
    const fixed = new Uint8Array(side * side).map((_, i) => (i % 3 === 0 ? 1 : 0));
    const values = new Float32Array(side * side).fill(0.3);
    const { samples } = dithered(source, values, createRandom(1).next, fixed);
    expect(samples.every((value, i) => (fixed[i] ? value === 9 : value < 3))).toBe(true);
    expect(meanOf(samples, (i) => !fixed[i])).toBeCloseTo(0.3, 2);
  });
});

describe('notes', () => {
  const notesOf = (raster: Raster) => preparePage(raster).notes.map(inEnglish);
  const float = { sampleFormat: 'float', bitDepth: 32 } as const;

  it('say one and many, and numbers as people write them', () => {
    const one = page(scene);
    one.samples[500] = 65535;
    expect(notesOf(one)).toEqual(['One sample holds the no-data value 65535 and stays as it is.']);
    const lowest = page(scene, float);
    lowest.samples.fill(-3.4028234663852886e38, 100, 110);
    expect(notesOf(lowest)).toEqual(['10 samples hold the no-data value -3.4028235e+38 and stay as they are.']);
    const nothing = page(scene, float);
    nothing.samples[7] = Number.NaN;
    expect(notesOf(nothing)).toEqual(['One sample is NaN or infinite and stays as it is.']);
  });

  it('tell of absurd values in one', () => {
    const raster = page(scene, float);
    for (let i = 0; i < 20; i++) raster.samples[400 * i] = 1e30 * (1 + i / 7);
    expect(notesOf(raster)).toEqual([
      '20 samples stand far out from all around them, as bad pixels and small stars do, and stay as they are.',
    ]);
  });

  it('say nothing about what was removed from a handful of pixels', () => {
    const tiny: Raster = { ...page(scene), width: 3, height: 2, samples: Uint16Array.of(1, 9, 4, 7, 3, 8) };
    expect(checkRemoved(tiny, { ...tiny, samples: Uint16Array.of(5, 5, 5, 5, 5, 5) })).toEqual([]);
  });
});
