import { afterAll, beforeAll, expect, it } from 'vitest';
import { denoise } from '../../../src/core/denoise/denoise';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine, Trainer } from '../../../src/core/engines/engine';
import { createFallbackEngine } from '../../../src/core/engines/fallbackEngine';
import { ContextLostError, isContextLost } from '../../../src/core/engines/gpu/contextLost';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { machineOn } from '../../../src/core/methods/machine';
import { noisyRaster } from '../core/rasters';

let cpu: Engine;
beforeAll(async () => {
  cpu = await createWasmEngine();
});
afterAll(() => cpu.dispose());

type Method = 'train' | 'infer';

/** The CPU engine, whose device "is lost" at the given call of a method. */
function losing(method: Method, atCall: number, error: Error = new ContextLostError()) {
  let calls = 0;
  let trained = 0;
  const engine: Engine = {
    ...cpu,
    createTrainer: async (setup) => {
      const trainer = await cpu.createTrainer(setup);
      const guard = (name: Method) => {
        if (name === method && ++calls === atCall) throw error;
      };
      const guarded: Trainer = {
        train: async (crops, rates) => {
          guard('train');
          trained += rates.length;
          return trainer.train(crops, rates);
        },
        infer: async (tile, height, width) => {
          guard('infer');
          return trainer.infer(tile, height, width);
        },
        evaluate: (crops) => trainer.evaluate(crops),
        parameters: () => trainer.parameters(),
        dispose: () => trainer.dispose(),
      };
      return guarded;
    },
  };
  return { engine, trained: () => trained };
}

const options = validateOptions({ preset: 'custom', iterations: 200 });
const raster = noisyRaster(48, 48, 1);

it('goes on with the other engine from the last copy, and loses no more than 2 % of the steps', async () => {
  const { engine, trained } = losing('train', 12);
  let started = 0;
  const start = async () => {
    started++;
    return createWasmEngine();
  };
  const fallback = createFallbackEngine(engine, { isDeviceLost: isContextLost, start });
  let largest = 0;
  let last = 0;
  const { statistics } = await denoise(raster, options, machineOn(fallback), {
    onProgress: (progress) => {
      if (progress.phase !== 'train') return;
      largest = Math.max(largest, progress.step - last);
      last = progress.step;
    },
  });
  expect(started).toBe(1);
  expect(statistics.iterations).toBe(200);
  expect(trained()).toBeGreaterThan(0);
  expect(largest).toBeLessThanOrEqual(4);
});

it('gives the picture the lost engine would have given when it is lost after training', async () => {
  const { engine } = losing('infer', 1);
  const fallback = createFallbackEngine(engine, { isDeviceLost: isContextLost, start: createWasmEngine });
  const interrupted = await denoise(raster, options, machineOn(fallback));
  const undisturbed = await denoise(raster, options, machineOn(cpu));
  expect(interrupted.raster.samples).toEqual(undisturbed.raster.samples);
});

it('passes other failures on', async () => {
  const { engine } = losing('train', 2, new Error('something else'));
  const fallback = createFallbackEngine(engine, { isDeviceLost: isContextLost, start: createWasmEngine });
  await expect(denoise(raster, options, machineOn(fallback))).rejects.toThrow('something else');
});

it('starts no other engine for work that was let go of', async () => {
  const { engine } = losing('train', 2);
  let started = 0;
  const start = () => {
    started++;
    return createWasmEngine();
  };
  const fallback = createFallbackEngine(engine, { isDeviceLost: isContextLost, start });
  const onProgress = () => fallback.dispose();
  await expect(denoise(raster, options, machineOn(fallback), { onProgress })).rejects.toThrow(ContextLostError);
  expect(started).toBe(0);
});
