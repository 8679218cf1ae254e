import { afterAll, beforeAll, expect, it } from 'vitest';
import { denoise } from '../../../src/core/denoise/denoise';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { machineOn } from '../../../src/core/methods/machine';
import { noisyRaster } from './rasters';

let cpu: Engine;
beforeAll(async () => {
  cpu = await createWasmEngine();
});
afterAll(() => cpu.dispose());

/** The CPU engine with a loss that is not a number at the calls for which `isBroken` says so. */
function breaking(isBroken: (call: number) => boolean) {
  const rates: number[] = [];
  let living = 0;
  let call = 0;
  const engine: Engine = {
    ...cpu,
    createTrainer: async (setup) => {
      const trainer = await cpu.createTrainer(setup);
      living++;
      return {
        train: async (crops, learningRates) => {
          rates.push(Math.max(...learningRates));
          const loss = await trainer.train(crops, learningRates);
          return isBroken(++call) ? { ...loss, residual: Number.NaN } : loss;
        },
        evaluate: (crops) => trainer.evaluate(crops),
        infer: (tile, height, width) => trainer.infer(tile, height, width),
        parameters: () => trainer.parameters(),
        dispose: () => {
          living--;
          trainer.dispose();
        },
      };
    },
  };
  return { engine, rates, living: () => living };
}

const options = validateOptions({ preset: 'custom', iterations: 60 });
const raster = noisyRaster(32, 32, 1);

it('undoes steps whose loss is not a number and goes on at half the rate', async () => {
  const { engine, rates, living } = breaking((call) => call === 20);
  const { statistics } = await denoise(raster, options, machineOn(engine));
  expect(statistics.iterations).toBe(60);
  expect(Number.isFinite(statistics.loss)).toBe(true);
  expect(rates[20] / rates[19]).toBeCloseTo(0.5, 1);
  expect(living()).toBe(0);
});

it('gives up, says why, and frees everything when lower rates do not help', async () => {
  const { engine, living } = breaking(() => true);
  await expect(denoise(raster, options, machineOn(engine))).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringMatching(/diverged at step 0.*lower learning rate than 0\.006/),
  });
  expect(living()).toBe(0);
});
