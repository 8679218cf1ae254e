import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blend } from '../../../src/core/denoise/blend';
import { denoise } from '../../../src/core/denoise/denoise';
import { needsExactResult, resultOf } from '../../../src/core/denoise/lowCounts';
import { createRandom, type RandomSource } from '../../../src/core/denoise/random';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { dithered } from '../../../src/core/image/dither';
import type { Raster } from '../../../src/core/image/raster';
import { machineOn } from '../../../src/core/methods/machine';

const side = 64;
const grey = (samples: Raster['samples'], more: Partial<Raster> = {}): Raster => ({
  ...{ width: side, height: samples.length / side, channels: 1, colorChannels: 1, sampleFormat: 'uint' },
  ...{ bitDepth: 8 * samples.BYTES_PER_ELEMENT, samples, ...more },
});
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** A number of events where `rate` are expected (Knuth). */
function poisson(rate: number, random: RandomSource): number {
  const limit = Math.exp(-rate);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random.next();
  return count;
}

/** Smooth light and dark, 0.3 to 1.7, one on average over the page. */
const light = (i: number) => 1 + 0.7 * Math.sin(((i % side) * 2 * Math.PI) / side);
const counts = (rate: number) => {
  const random = createRandom(Math.round(1000 * rate));
  return Array.from({ length: side * side }, (_, i) => poisson(rate * light(i), random));
};

describe('dithering', () => {
  it('keeps the mean of the page and of its parts, at any rate', () => {
    const rates = fc.double({ min: 0.02, max: 3, noNaN: true });
    fc.assert(
      fc.property(rates, fc.nat(), (rate, seed) => {
        const values = Float32Array.from({ length: side * side }, (_, i) => rate * light(i));
        const { samples } = dithered(grey(new Uint8Array(values.length)), values, createRandom(seed).next);
        expect(Math.abs(mean(samples) / mean(values) - 1)).toBeLessThan(0.007);
        for (let top = 0; top < side; top += 16) {
          const part = [...samples].filter((_, i) => Math.floor(i / side / 16) === top / 16);
          const wanted = [...values].filter((_, i) => Math.floor(i / side / 16) === top / 16);
          expect(Math.abs(mean(part) - mean(wanted))).toBeLessThan(0.03);
        }
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  it('makes up for what lies below the smallest value', () => {
    const values = Float32Array.from({ length: side * side }, (_, i) => (i % 2 === 0 ? -0.3 : 0.6));
    const { samples } = dithered(grey(new Uint16Array(values.length)), values, createRandom(1).next);
    expect(mean(samples)).toBeCloseTo(0.15, 2);
  });

  it('leaves other channels alone', () => {
    const source = grey(new Uint8Array(side * side * 2).fill(7), { channels: 2, height: side });
    const { samples } = dithered(source, new Float32Array(side * side * 2).fill(0.5), createRandom(1).next);
    expect(samples.every((value, i) => i % 2 === 0 || value === 7)).toBe(true);
  });
});

describe('a page of single counts', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWasmEngine();
  });
  afterAll(() => engine.dispose());

  const options = (more: object = {}) => validateOptions({ preset: 'custom', iterations: 300, ...more });

  it.each<[number, string, (values: number[]) => Raster]>([
    [0.05, '8-bit', (values) => grey(Uint8Array.from(values))],
    [0.15, '16-bit', (values) => grey(Uint16Array.from(values))],
    [0.3, 'signed', (values) => grey(Int16Array.from(values), { sampleFormat: 'int' })],
    [1, 'float', (values) => grey(Float32Array.from(values), { sampleFormat: 'float' })],
    [5, '32-bit', (values) => grey(Uint32Array.from(values))],
  ])('of %d a pixel keeps its mean (%s)', async (rate, _, make) => {
    const page = make(counts(rate));
    const { raster, notes } = await denoise(page, options(), machineOn(engine));
    expect(raster).toMatchObject({ sampleFormat: page.sampleFormat, bitDepth: page.bitDepth });
    expect(Math.abs(mean(raster.samples) / mean(page.samples) - 1)).toBeLessThan(0.02);
    expect(notes.length).toBe(page.sampleFormat === 'float' ? 0 : 1);
    const floats = await denoise(page, options({ samples: 'float32' }), machineOn(engine));
    expect(floats.raster).toMatchObject({ sampleFormat: 'float', bitDepth: 32 });
    expect(floats.raster.samples).toBeInstanceOf(Float32Array);
    expect(Math.abs(mean(floats.raster.samples) / mean(page.samples) - 1)).toBeLessThan(0.02);
  });

  it('keeps the mean of the sparsest, and spreads no count that is too large to be one', () => {
    const page = grey(new Uint16Array(side * side));
    page.samples[500] = 1;
    page.samples[900] = 2;
    page.samples[1000] = 60_000;
    const exact = grey(new Float32Array(side * side).fill(0.01), { sampleFormat: 'float' });
    const { raster } = resultOf(page, exact, 'float32', 1);
    expect(mean(raster.samples)).toBeCloseTo(3 / (side * side), 4);
  });

  it.each([
    ['a gain of 100', 100, () => false],
    ['a gain of 37 and a corner without data', 37, (i: number) => i % side < 20 && i < 20 * side],
    ['bad pixels', 1, (i: number) => i % 401 === 200],
  ])('keeps its mean with %s, and what is no count', async (_, gain, isMissing) => {
    const samples = Uint16Array.from(counts(0.3), (value, i) => (isMissing(i) ? 65_535 : gain * value));
    const { raster } = await denoise(grey(samples), options(), machineOn(engine));
    const counted = (values: ArrayLike<number>) => Array.from(values).filter((__, i) => !isMissing(i));
    expect(Math.abs(mean(counted(raster.samples)) / mean(counted(samples)) - 1)).toBeLessThan(0.02);
    expect(samples.every((value, i) => !isMissing(i) || raster.samples[i] === value)).toBe(true);
  });

  it('comes out the same from the same seed', async () => {
    const page = grey(Uint8Array.from(counts(0.2)));
    const run = async (seed: number) => (await denoise(page, options({ seed }), machineOn(engine))).raster.samples;
    expect(await run(3)).toEqual(await run(3));
  });

  it('keeps its mean in a blend too', () => {
    const page = grey(Uint8Array.from(counts(0.3)));
    const exact = grey(
      Float32Array.from(page.samples, (_, i) => 0.3 * light(i)),
      { sampleFormat: 'float' },
    );
    const { raster } = resultOf(page, exact, 'asSource', 1);
    expect(mean(blend(page, raster, 0.6).samples) / mean(page.samples)).toBeCloseTo(1, 1);
  });
});

describe('an ordinary page', () => {
  it('is rounded to the nearest values', () => {
    const random = createRandom(4);
    const wide = grey(Uint8Array.from({ length: side * side }, (_, i) => 60 * light(i) + 40 * random.next()));
    expect(needsExactResult(wide, 'asSource')).toBe(false);
    expect(needsExactResult(grey(new Uint8Array(side * side), { bitDepth: 4 }), 'asSource')).toBe(false);
    const exact = grey(
      Float32Array.from(wide.samples, (value) => value + 0.4),
      { sampleFormat: 'float' },
    );
    expect(resultOf(wide, exact, 'asSource', 1)).toEqual({ raster: wide, notes: [] });
  });
});

describe('a mean that is put right', () => {
  it('does not follow a single sample that is far beyond the others', () => {
    const random = createRandom(6);
    const page = grey(
      Float32Array.from({ length: side * side }, () => 10 + random.normal()),
      { sampleFormat: 'float' },
    );
    page.samples[100] = 1e6;
    page.samples[200] = Number.NaN;
    const exact = { ...page, samples: page.samples.map((value, i) => (i === 100 ? 0 : value + 0.5)) };
    const { raster } = resultOf(page, exact, 'asSource', 1);
    expect(raster.samples[0]).toBeCloseTo(page.samples[0], 4);
    expect(raster.samples[200]).toBeNaN();
  });
});
