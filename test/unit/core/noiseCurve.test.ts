import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/denoise/random';
import { estimateNoiseCurve } from '../../../src/core/noise/noiseCurve';
import { dots, halfChequer, photograph, points, type Scene, smooth, strokes } from './scenes';

const sigmaAt = (scene: Scene, sigma: number, value: number) =>
  Math.sqrt(estimateNoiseCurve(photograph(scene, { sigma })).varianceAt(value, 0));

describe('the noise of a page over brightness', () => {
  it.each([3, 10, 25])('is %i all over where it is the same everywhere', (sigma) => {
    for (const value of [60, 120, 170]) {
      expect(sigmaAt(smooth, sigma, value) / sigma).toBeGreaterThan(0.85);
      expect(sigmaAt(smooth, sigma, value) / sigma).toBeLessThan(1.25);
    }
  });

  it.each([0.5, 1, 3])('follows photon noise of gain %d, and is not taken for less than it is', (gain) => {
    const curve = estimateNoiseCurve(photograph(smooth, { sigma: (value) => Math.sqrt(gain * value) }));
    for (const value of [30, 80, 140, 190]) {
      expect(curve.varianceAt(value, 0) / (gain * value)).toBeGreaterThan(0.75);
      expect(curve.varianceAt(value, 0) / (gain * value)).toBeLessThan(2);
    }
  });

  it.each([
    ['letters', strokes, 8, 255],
    ['points', points, 6, 12],
    ['a chequerboard', halfChequer, 10, 120],
    ['printed dots', dots, 12, 120],
  ])('does not take %s for noise', (_, scene, sigma, value) => {
    expect(sigmaAt(scene, sigma, value)).toBeLessThan(1.4 * sigma);
  });

  it.each([
    ['letters', strokes],
    ['points', points],
    ['printed dots', dots],
    ['a smooth picture', smooth],
  ])('finds none in %s as they were drawn', (_, scene) => {
    expect(estimateNoiseCurve(photograph(scene, { sigma: 0 })).isFree).toBe(true);
    expect(estimateNoiseCurve(photograph(scene, { sigma: 4 })).isFree).toBe(false);
  });

  it('takes few photons for noise, though they make two values only', () => {
    const random = createRandom(5);
    const samples = Uint8Array.from({ length: 96 * 96 }, () => (random.next() < 0.2 ? 1 : 0));
    const curve = estimateNoiseCurve({ ...photograph(smooth, { sigma: 0 }), samples });
    expect(curve.isFree).toBe(false);
    expect(curve.varianceAt(0, 0)).toBeCloseTo(0.16, 1);
  });

  it('says nothing of a page without a block, of one value or of none', () => {
    const tiny = photograph(smooth, { width: 7, height: 96, sigma: 10 });
    const constant = photograph(() => 40, { sigma: 0 });
    const missing = {
      ...constant,
      sampleFormat: 'float',
      bitDepth: 32,
      samples: new Float32Array(96 * 96).fill(Number.NaN),
    } as const;
    for (const page of [tiny, constant, missing]) {
      const curve = estimateNoiseCurve(page);
      expect([curve.isFree, curve.varianceAt(10, 0)]).toEqual([false, Number.NaN]);
    }
  });
});
