import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/denoise/random';
import { filterBand } from '../../../src/core/nonlocal/band';
import { bm3d } from '../../../src/core/nonlocal/bm3d';
import type { BandRunner } from '../../../src/core/nonlocal/collaborativeFilter';
import { startNonLocalKernels } from '../../../src/core/nonlocal/kernels';
import type { Planes } from '../../../src/core/nonlocal/planes';

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/bm3d-2-planes-27x22.json', import.meta.url), 'utf8'),
);

async function runnerOf(parallelism: number): Promise<BandRunner> {
  const kernels = await startNonLocalKernels();
  return { parallelism, filter: async (band, filter) => filterBand(kernels, band, filter) };
}

const silent = async () => {};

const largestDifference = (a: Float32Array, b: readonly number[] | Float32Array) =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

/** Normally distributed numbers with a standard deviation, by Box and Muller. */
function noise(count: number, sigma: number, seed: number): Float32Array<ArrayBuffer> {
  const random = createRandom(seed, 0);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Float32Array.from({ length: count }, () => sigma * normal());
}

const deviation = (values: Float32Array, mean: number) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);

describe('BM3D', () => {
  it('gives what a second implementation in double precision gives', async () => {
    const { height, width, planes, sigmas } = golden;
    const image: Planes = { height, width, planes, samples: Float32Array.from(golden.noisy) };
    const result = await bm3d(image, sigmas, sigmas[0], await runnerOf(1), silent);
    expect(largestDifference(result.samples, golden.result)).toBeLessThan(0.01);
  });

  it('leaves next to nothing of the noise of an even picture, and its mean where it is', async () => {
    const [height, width, sigma] = [70, 90, 20];
    const samples = noise(height * width, sigma, 3).map((value) => 100 + value) as Float32Array<ArrayBuffer>;
    const result = await bm3d({ height, width, planes: 1, samples }, [sigma], sigma, await runnerOf(1), silent);
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(deviation(result.samples, 100)).toBeLessThan(2);
    expect(Math.abs(mean(result.samples) - mean(samples))).toBeLessThan(0.5);
  });

  it('gives the same for any number of bands at a time, across the borders of bands too', async () => {
    const [height, width] = [150, 40];
    const samples = noise(height * width, 10, 5).map((value, i) => value + (i % width > 20 ? 80 : 30));
    const image: Planes = { height, width, planes: 1, samples: samples as Float32Array<ArrayBuffer> };
    const one = await bm3d(image, [10], 10, await runnerOf(1), silent);
    const three = await bm3d(image, [10], 10, await runnerOf(3), silent);
    expect(three.samples).toEqual(one.samples);
    // rows next to the border at 64 are as clean as others
    const row = (y: number) => one.samples.slice(y * width, y * width + 18) as Float32Array;
    expect(Math.max(...[60, 63, 64, 66, 128].map((y) => deviation(row(y), 30)))).toBeLessThan(4);
  });

  it.each([
    [8, 8],
    [8, 31],
    [33, 9],
  ])('takes a picture of %i x %i pixels', async (height, width) => {
    const samples = noise(height * width * 3, 5, 7);
    const result = await bm3d({ height, width, planes: 3, samples }, [5, 5, 5], 5, await runnerOf(1), silent);
    expect(result.samples.every(Number.isFinite)).toBe(true);
    expect(deviation(result.samples, 0)).toBeLessThan(deviation(samples, 0));
  });

  it('tells how far it is, and ends when it is told to', async () => {
    const [height, width] = [150, 20];
    const image: Planes = { height, width, planes: 1, samples: noise(height * width, 10, 9) };
    const shares: number[] = [];
    await bm3d(image, [10], 10, await runnerOf(1), async (share) => void shares.push(share));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const ending = async () => {
      throw new Error('enough');
    };
    await expect(bm3d(image, [10], 10, await runnerOf(2), ending)).rejects.toThrow('enough');
  });
});
