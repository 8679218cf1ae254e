import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denoise } from '../../src/core/denoise/denoise';
import { validateOptions } from '../../src/core/denoise/validateOptions';
import { machineOn } from '../../src/core/methods/machine';
import { zsN2mLoss, zsN2nLoss } from '../../src/core/networks/loss';
import { noisyRaster } from '../unit/core/rasters';
import { randomCrops, randomFloats } from '../unit/engines/randomFloats';
import { setupOf } from '../unit/engines/trainerSetup';
import { type EngineBrowser, openEngineBrowser, remoteEngine } from './engineBrowser';

let browser: EngineBrowser;
beforeAll(async () => {
  browser = await openEngineBrowser();
});
afterAll(() => browser?.close());

// The largest texture: between what tiles of 128 and of 256 pixels take for a hidden layer, or for its patches.
describe.each([
  ['webgl', 300_000],
  ['tfjs', 9_000_000],
] as const)('when the GPU has too little memory for a tile under %s', (id, mostTexels) => {
  const raster = noisyRaster(200, 140, 1);
  const options = validateOptions({ preset: 'custom', iterations: 4 });

  it('goes on in smaller ones with the network it has, to the same picture', async () => {
    const plenty = await remoteEngine(await browser.openWorker(), id);
    const expected = await denoise(raster, options, machineOn(plenty));
    const worker = await browser.openWorker();
    await worker.call('limitTextures', { mostTexels });
    const scarce = await remoteEngine(worker, id);
    const starts: number[] = [];
    const actual = await denoise(raster, options, machineOn(scarce), {
      onProgress: ({ phase, step, steps }) => phase === 'infer' && step === 1 && starts.push(steps),
    });
    expect(actual.raster.samples).toEqual(expected.raster.samples);
    expect(actual.statistics.iterations).toBe(4);
    expect(starts).toEqual([4]);
  });

  it('ends with an error that says so when the smallest do not fit, and keeps the network', async () => {
    const worker = await browser.openWorker();
    const engine = await remoteEngine(worker, id);
    const setup = setupOf(1, 4, 4);
    const trainer = await engine.createTrainer(setup);
    // TensorFlow.js has one for all textures, and keeps those for reuse.
    const framebuffers = async () => (await worker.call('calls')).live.Framebuffer;
    const before = [await framebuffers(), await worker.call('tensors')];
    await worker.call('limitTextures', { mostTexels: 30_000 });
    const tile = randomFloats(68 * 68, 3);
    await expect(trainer.infer(tile, 68, 68)).rejects.toMatchObject({ code: 'out-of-memory' });
    expect([await framebuffers(), await worker.call('tensors')]).toEqual(before);
    expect(await trainer.parameters()).toEqual(setup.parameters);
  });
});

describe('when the GPU is lost in the middle of a picture', () => {
  it('the CPU finishes it, doing at most 2 % of the steps again, and the report says why', async () => {
    const iterations = 200;
    const side = 40;
    const samples = randomFloats(side * side, 6);
    const worker = await browser.openWorker();
    const after = await worker.call('denoiseLosingContext', { samples, side, iterations, atStep: 20 });
    expect(after.reports.map(({ id, reason }) => [id, reason])).toEqual([
      ['webgl', 'chosen'],
      ['wasm', 'gpu-lost'],
    ]);
    expect(after.statistics.iterations).toBe(iterations);
    expect(after.strides.reduce((sum, steps) => sum + steps, 0)).toBe(iterations);
    expect(Math.max(...after.strides)).toBeLessThanOrEqual(0.02 * iterations);
    const deviation = (values: Float32Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    expect(after.samples.every(Number.isFinite)).toBe(true);
    expect(deviation(after.samples)).toBeLessThan(0.7 * deviation(samples));
  });
});

describe('20 runs, one after the other', () => {
  const engines = [
    ['wasm', []],
    ['webgl', []],
    // It keeps its textures and programs for reuse, and leaves its fences to the garbage collector.
    ['tfjs', ['Texture', 'Program', 'Shader', 'VertexArray', 'Sync']],
  ] as const;

  it.each(engines)('leave nothing behind (%s)', async (id, kept) => {
    const worker = await browser.openWorker();
    const engine = await remoteEngine(worker, id);
    const counts = async () => {
      const { live, contexts } = await worker.call('calls');
      return { ...live, contexts, tensors: await worker.call('tensors') } as Record<string, number>;
    };
    const held = async () => Object.fromEntries(Object.entries(await counts()).filter(([kind]) => !isKept(kind)));
    const isKept = (kind: string) => kept.some((name) => name === kind);
    const run = async (number: number) => {
      const setup = setupOf(1, 8, 8, 1, number % 2 === 0 ? zsN2nLoss : zsN2mLoss);
      const trainer = await engine.createTrainer(setup);
      await trainer.train(randomCrops(setup, 2, number), new Float32Array(2).fill(1e-3));
      await trainer.evaluate(randomCrops(setup, 1, number));
      await trainer.infer(randomFloats(9 * 12, number), 9, 12);
      await worker.call('disposeTrainer', { trainer: number });
    };
    const before = await held();
    const pools: Record<string, number>[] = [];
    for (let number = 1; number <= 20; number++) {
      await run(number);
      expect(await held()).toEqual(before);
      const { Texture, Program } = await counts();
      pools.push({ Texture, Program });
    }
    expect(pools[19]).toEqual(pools[1]);
    expect((await worker.call('calls')).errors).toBe(0);
    await worker.call('disposeEngine');
    expect(await counts()).toMatchObject({ contexts: 0, tensors: 0 });
  });
});
