import { describe, expect, it } from 'vitest';
import { createRegionReader, cropSizeFor, drawCrops } from '../../../src/core/denoise/crops';
import { type DenoiseOptions, optionRanges, presets } from '../../../src/core/denoise/options';
import { createRandom } from '../../../src/core/denoise/random';
import { endingEarly, planned } from '../../../src/core/denoise/rates';
import { type Recipe, recipeFor } from '../../../src/core/denoise/recipe';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import { unitRangeOf } from '../../../src/core/image/unitRange';
import { methods } from '../../../src/core/methods/catalogue';
import { zsN2mLoss, zsN2nLoss } from '../../../src/core/networks/loss';
import { initialParameters, parameterCount } from '../../../src/core/networks/zsN2n';
import { noisyRaster } from './rasters';

describe('options', () => {
  it('have defaults', () => {
    expect(validateOptions({})).toEqual({
      method: 'zs-n2n',
      preset: 'balanced',
      seed: 1,
      strength: 1,
      stopEarly: true,
    });
  });

  it.each([
    ['iterations', 0],
    ['iterations', 1.5],
    ['iterations', '100'],
    ['learningRate', 1],
    ['seed', -1],
    ['strength', 1.01],
    ['strength', Number.NaN],
    ['preset', 'fastest'],
    ['stopEarly', 'no'],
  ])('refuse %s = %s and name it', (name, value) => {
    expect(() => validateOptions({ [name]: value })).toThrow(name);
  });

  it('take the ends of every range', () => {
    for (const [name, { min, max }] of Object.entries(optionRanges)) {
      const method = methods.find(({ options }) => options.some((option) => option === name))?.id;
      expect(validateOptions({ method, [name]: max })).toHaveProperty(name, max);
      // a sigma of 0 is to be estimated, as if there was none
      const { [name as keyof DenoiseOptions]: least = 0 } = validateOptions({ method, [name]: min });
      expect(least).toBe(min);
    }
  });
});

describe('recipes', () => {
  it('take the person’s own numbers in place of the preset’s', () => {
    const recipe = recipeFor(validateOptions({ preset: 'fast', iterations: 77, learningRate: 0.01 }));
    expect([recipe.iterations, recipe.learningRate]).toEqual([77, 0.01]);
  });

  it('grow from fast to best', () => {
    const crops = ({ iterations, batch }: Recipe) => iterations * batch;
    const [fast, balanced, best] = presets.map((preset) => crops(recipeFor(validateOptions({ preset }))));
    expect(fast).toBeLessThan(balanced);
    expect(balanced).toBeLessThan(best);
  });

  it('warm up to the peak and fall to zero along a cosine', () => {
    const recipe = recipeFor(validateOptions({ preset: 'custom', iterations: 1000, learningRate: 0.002 }));
    expect(planned(recipe).at(0)).toBeCloseTo(0.002 / 20, 12);
    expect(planned(recipe).at(19)).toBeCloseTo(0.002, 12);
    expect(planned(recipe).at(510)).toBeCloseTo(0.001, 6);
    expect(planned(recipe).at(999)).toBeLessThan(1e-8);
  });

  it('take the rate to zero soon when they end early', () => {
    const recipe = recipeFor(validateOptions({ preset: 'custom', iterations: 10_000, learningRate: 0.002 }));
    const rates = endingEarly(planned(recipe), 4000);
    expect(rates.steps).toBe(4600);
    expect(rates.at(4000)).toBeCloseTo(planned(recipe).at(4000), 12);
    expect(rates.at(4599)).toBeLessThan(1e-7);
    expect(endingEarly(planned(recipe), 9500).steps).toBe(10_000);
  });

  it('follow the paper as `reference`: 1e-3, halved every 1000 of 2000 steps', () => {
    const recipe = recipeFor(validateOptions({ preset: 'reference' }));
    expect(recipe.iterations).toBe(2000);
    expect([0, 999, 1000, 1999].map((step) => planned(recipe).at(step))).toEqual([0.001, 0.001, 0.0005, 0.0005]);
    expect(cropSizeFor(noisyRaster(256, 200, 1), recipe.cropSize)).toEqual({ cropWidth: 256, cropHeight: 200 });
  });
});

describe('crops', () => {
  it('are parts of the picture, in unit values, from everywhere in it', () => {
    const raster = noisyRaster(31, 23, 3, 4);
    const reader = createRegionReader(raster, unitRangeOf(raster));
    const shape = { channels: 3, ...cropSizeFor(raster, 8), loss: zsN2nLoss };
    const crops = drawCrops(raster, reader, shape, 5000, createRandom(2));
    const key = (pixel: ArrayLike<number>) => `${pixel[0]},${pixel[1]},${pixel[2]}`;
    const known = new Set<string>();
    for (let i = 0; i < raster.samples.length; i += 4) known.add(key([...raster.samples.subarray(i, i + 3)]));
    const seen = new Set<string>();
    for (let i = 0; i < crops.length; i += 3) seen.add(key([0, 1, 2].map((c) => Math.round(crops[i + c] * 255))));
    for (const pixel of seen) expect(known.has(pixel)).toBe(true);
    expect(seen.size).toBe(known.size);
  });

  it('bring a mask of their own when the loss wants one: half ones, per pixel and channel', () => {
    const raster = noisyRaster(31, 23, 3);
    const reader = createRegionReader(raster, unitRangeOf(raster));
    const shape = { channels: 3, ...cropSizeFor(raster, 8), loss: zsN2mLoss };
    const [samples, mask] = [8 * 8 * 3, 4 * 4 * 3];
    const crops = drawCrops(raster, reader, shape, 500, createRandom(2));
    expect(crops).toHaveLength(500 * (samples + mask));
    const masks = Array.from({ length: 500 }, (_, i) =>
      crops.subarray((i + 1) * (samples + mask) - mask).slice(0, mask),
    );
    expect(new Set(masks.flatMap((values) => [...values]))).toEqual(new Set([0, 1]));
    for (let i = 0; i < mask; i++) {
      const ones = masks.reduce((sum, values) => sum + values[i], 0);
      expect(Math.abs(ones - 250)).toBeLessThan(50);
    }
    expect(new Set(masks.map(String)).size).toBe(500);
  });
});

it('starts with as many parameters as the paper says: about 22 thousand', () => {
  expect(parameterCount(3)).toBe(22_275);
  const parameters = initialParameters(3, createRandom(1));
  expect(parameters).toHaveLength(22_275);
  expect(Math.max(...parameters.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(27));
});
