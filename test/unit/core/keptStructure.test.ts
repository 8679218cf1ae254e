import { describe, expect, it } from 'vitest';
import { keepStructure, keepStructureInPiece } from '../../../src/core/denoise/keptStructure';
import type { Raster } from '../../../src/core/image/raster';
import { estimateNoiseCurve } from '../../../src/core/noise/noiseCurve';
import { bayer, dots, errorOf, halfChequer, photograph, points, type Scene, smooth, strokes } from './scenes';

/** A result that shows another scene than the page: what a network would have made of it. */
const resultOf = (page: Raster, scene: Scene): Raster => ({
  ...page,
  samples: Uint8Array.from(page.samples, (_, i) => Math.round(scene(i % page.width, Math.floor(i / page.width)))),
});
const judge = (page: Raster, result: Raster) => keepStructure(page, result, estimateNoiseCurve(page));

/** Mean over the 3x3 pixels around each: strokes and points are gone then. */
const blurred =
  (scene: Scene): Scene =>
  (x, y) => {
    let sum = 0;
    for (let i = 0; i < 9; i++) sum += scene(x - 1 + (i % 3), y - 1 + Math.floor(i / 3));
    return sum / 9;
  };

describe('what was removed', () => {
  it.each([5, 15, 30])('stays removed where it is the noise, of sigma %i', async (sigma) => {
    const page = photograph(smooth, { sigma });
    const right = resultOf(page, smooth);
    const { raster, keptShare } = await judge(page, right);
    expect([raster.samples, keptShare]).toEqual([right.samples, 0]);
  });

  it('stays removed where noise grows with brightness', async () => {
    const page = photograph(smooth, { sigma: (value) => Math.sqrt(2 * value) });
    const right = resultOf(page, smooth);
    expect((await judge(page, right)).raster.samples).toEqual(right.samples);
  });

  it.each([
    ['letters', strokes, 15],
    ['points', points, 6],
    ['printed dots', dots, 12],
    ['a chequerboard', halfChequer, 10],
    ['a mosaic that was not noticed', bayer, 8],
  ])('is put back where it was %s: the page gets no worse', async (_, scene, sigma) => {
    const page = photograph(scene, { sigma });
    const spoilt = resultOf(page, blurred(scene));
    const { raster } = await judge(page, spoilt);
    expect(errorOf(raster, scene)).toBeLessThan(errorOf(spoilt, scene));
    expect(errorOf(raster, scene)).toBeLessThan(1.02 * errorOf(page, scene));
  });

  it('leaves points their light and takes the noise around them', async () => {
    const page = photograph(points, { sigma: 4 });
    const { raster, keptShare } = await judge(
      page,
      resultOf(page, () => 12),
    );
    const bright = raster.samples.filter((_, i) => points(i % 96, Math.floor(i / 96)) === 200);
    expect(bright.length).toBeGreaterThan(20);
    expect(Math.min(...bright)).toBeGreaterThan(180);
    expect(keptShare).toBeLessThan(0.01);
    expect(errorOf(raster, points)).toBeLessThan(0.1 * errorOf(page, points));
  });

  it('is judged the same in tiles and in all channels together', async () => {
    const wide = photograph(points, { width: 300, height: 140, sigma: 4 });
    const noise = estimateNoiseCurve(wide);
    const result = resultOf(wide, () => 12);
    const { raster } = await keepStructure(wide, result, noise);
    const left = 110;
    const cut = (of: Raster): Raster => ({
      ...of,
      width: 40,
      samples: of.samples.filter((_, i) => i % 300 >= left && i % 300 < left + 40),
    });
    const piece = keepStructureInPiece(cut(wide), cut(result), noise).raster;
    const inner = (of: Raster) => of.samples.filter((_, i) => i % 40 >= 13 && i % 40 < 27);
    expect(inner(piece)).toEqual(inner(cut(raster)));
  });

  it('never changes what is no number, nor other channels', async () => {
    const { width, height, samples: grey } = photograph(points, { sigma: 4 });
    const samples = Float32Array.from({ length: 2 * grey.length }, (_, i) => (i % 2 === 0 ? grey[i / 2] : i % 251));
    samples[100] = Number.NaN;
    samples[1000] = Number.POSITIVE_INFINITY;
    const page: Raster = { width, height, channels: 2, colorChannels: 1, sampleFormat: 'float', bitDepth: 32, samples };
    const result = {
      ...page,
      samples: samples.map((value, i) => (i % 2 === 1 || !Number.isFinite(value) ? value : 12)),
    };
    const { raster } = await judge(page, result);
    expect([raster.samples[100], raster.samples[1000]]).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
    expect(raster.samples.every((value, i) => i % 2 === 0 || value === samples[i])).toBe(true);
    expect(raster.samples[2 * 271]).toBe(samples[2 * 271]);
  });

  it('can be interrupted', async () => {
    const page = photograph(smooth, { sigma: 5 });
    const cancel = AbortSignal.abort();
    await expect(keepStructure(page, page, estimateNoiseCurve(page), { cancel })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
