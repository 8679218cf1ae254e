import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denoise } from '../../../src/core/denoise/denoise';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { psnr } from '../../../src/core/image/metrics';
import type { Raster } from '../../../src/core/image/raster';
import { machineOn } from '../../../src/core/methods/machine';
import { samplePage } from '../sampleFiles';
import { noisyRaster } from './rasters';

const quick = (iterations: number, more: object = {}) => validateOptions({ preset: 'custom', iterations, ...more });

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

describe('denoise', () => {
  it.each([
    ['plane.png', 'zs-n2n'],
    ['wall.png', 'zs-n2n'],
    ['wall.png', 'zs-n2m'],
  ])('raises the PSNR of the sample %s by at least 4 dB (%s)', async (name, method) => {
    const noisy = await samplePage(name);
    const clean = await samplePage(`clean/${name}`);
    const { raster } = await denoise(noisy, validateOptions({ method, preset: 'fast' }), machineOn(engine));
    expect(psnr(raster, clean) - psnr(noisy, clean)).toBeGreaterThan(4);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const noisy = noisyRaster(40, 33, 3);
    const run = async (seed: number) => (await denoise(noisy, quick(30, { seed }), machineOn(engine))).raster.samples;
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
  });

  it.each([
    [3, 5],
    [257, 129],
    [2, 2],
    [1000, 2],
  ])('takes a picture of %i x %i pixels and keeps its size', async (width, height) => {
    const { raster } = await denoise(noisyRaster(width, height, 3), quick(5), machineOn(engine));
    expect([raster.width, raster.height, raster.samples.length]).toEqual([width, height, width * height * 3]);
  });

  it('refuses a picture without a 2x2 block, saying why', async () => {
    await expect(denoise(noisyRaster(1, 1, 1), quick(5), machineOn(engine))).rejects.toMatchObject({
      code: 'too-small',
      message: expect.stringContaining('1x1'),
    });
  });

  it('carries alpha unchanged', async () => {
    const noisy = noisyRaster(24, 24, 3, 4);
    const { raster } = await denoise(noisy, quick(10), machineOn(engine));
    for (let i = 3; i < raster.samples.length; i += 4) expect(raster.samples[i]).toBe(noisy.samples[i]);
    expect(raster.samples).not.toEqual(noisy.samples);
  });

  it('returns a constant picture as it is', async () => {
    const constant: Raster = { ...noisyRaster(16, 16, 1), samples: new Uint8Array(256).fill(77) };
    const { raster, statistics } = await denoise(constant, quick(50), machineOn(engine));
    expect(raster.samples).toEqual(constant.samples);
    expect(statistics.iterations).toBe(0);
  });

  it('lets NaN and infinities of float pictures through and cleans the rest', async () => {
    const samples = Float32Array.from({ length: 32 * 32 }, (_, i) => -500 + (i % 7) * 100);
    samples.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 40);
    const noisy: Raster = { ...noisyRaster(32, 32, 1), sampleFormat: 'float', bitDepth: 32, samples };
    const { raster } = await denoise(noisy, quick(20), machineOn(engine));
    expect([...raster.samples.subarray(40, 43)]).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect([...raster.samples].filter((v) => !Number.isFinite(v))).toHaveLength(3);
    expect(Math.min(...raster.samples.subarray(100))).toBeLessThan(0);
  });

  it('stops when asked and keeps what was learned', async () => {
    const stop = new AbortController();
    const { raster, statistics } = await denoise(noisyRaster(64, 64, 3), quick(100_000), machineOn(engine), {
      stop: stop.signal,
      onProgress: (progress) => progress.phase === 'train' && progress.step >= 50 && stop.abort(),
    });
    expect(statistics.iterations).toBeGreaterThanOrEqual(50);
    expect(statistics.iterations).toBeLessThan(100_000);
    expect(raster.width).toBe(64);
  });

  it('throws `cancelled` when cancelled', async () => {
    const cancel = new AbortController();
    const running = denoise(noisyRaster(64, 64, 3), quick(100_000), machineOn(engine), {
      cancel: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('reports every step in order, then the tiles', async () => {
    const seen: string[] = [];
    let last = 0;
    await denoise(noisyRaster(300, 20, 1), quick(40), machineOn(engine), {
      onProgress: (progress) => {
        if (progress.phase === 'train') {
          expect(progress.step).toBeGreaterThan(last);
          last = progress.step;
        } else seen.push(`${progress.step}/${progress.steps}`);
      },
    });
    expect(last).toBe(40);
    expect(seen).toEqual(['1/2', '2/2']);
  });
});
