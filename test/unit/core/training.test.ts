import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegionReader } from '../../../src/core/denoise/crops';
import { denoise } from '../../../src/core/denoise/denoise';
import { createRandom } from '../../../src/core/denoise/random';
import { StopRule } from '../../../src/core/denoise/stopRule';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import { WeightAverage } from '../../../src/core/denoise/weightAverage';
import type { Engine } from '../../../src/core/engines/engine';
import { zsN2nSetup } from '../../../src/core/engines/fused';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import type { Raster } from '../../../src/core/image/raster';
import { unitRangeOf } from '../../../src/core/image/unitRange';
import { machineOn } from '../../../src/core/methods/machine';
import type { CropShape } from '../../../src/core/networks/crop';
import { zsN2nLoss } from '../../../src/core/networks/loss';
import { initialParameters } from '../../../src/core/networks/zsN2n';
import { noisyRaster } from './rasters';

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

const custom = (more: object) => validateOptions({ preset: 'custom', ...more });

describe('a run', () => {
  it('computes the same on a slow machine, where each call does fewer steps', async () => {
    const noisy = noisyRaster(48, 40, 3);
    const slow: Engine = {
      ...engine,
      createTrainer: async (setup) => {
        const trainer = await engine.createTrainer(setup);
        const train: typeof trainer.train = async (crops, rates) => {
          await new Promise((resolve) => setTimeout(resolve, 20 * rates.length));
          return trainer.train(crops, rates);
        };
        return {
          train,
          evaluate: (crops) => trainer.evaluate(crops),
          infer: (tile, height, width) => trainer.infer(tile, height, width),
          parameters: () => trainer.parameters(),
          dispose: () => trainer.dispose(),
        };
      },
    };
    const options = custom({ iterations: 150 });
    const expected = await denoise(noisy, options, machineOn(engine));
    const actual = await denoise(noisy, options, machineOn(slow));
    expect(actual.raster.samples).toEqual(expected.raster.samples);
    expect(actual.statistics.loss).toBe(expected.statistics.loss);
  });

  it('that has nothing more to gain ends early, unless told to go on', async () => {
    const random = createRandom(3);
    const flat: Raster = { ...noisyRaster(420, 420, 1) };
    flat.samples.forEach((_, i) => {
      flat.samples[i] = 120 + 30 * Math.max(-4, Math.min(4, random.normal()));
    });
    const early = await denoise(flat, custom({ iterations: 2000 }), machineOn(engine));
    expect(early.statistics.endedEarly).toBe(true);
    expect(early.statistics.iterations).toBeLessThan(1900);
    const whole = await denoise(flat, custom({ iterations: 2000, stopEarly: false }), machineOn(engine));
    expect(whole.statistics).toMatchObject({ endedEarly: false, iterations: 2000 });
  });

  it('that still gains goes on to its last step', async () => {
    const { statistics } = await denoise(noisyRaster(420, 420, 1), custom({ iterations: 2000 }), machineOn(engine));
    expect(statistics).toMatchObject({ endedEarly: false, iterations: 2000 });
  });
});

describe('the stop rule', () => {
  const shape: CropShape = { channels: 1, cropHeight: 16, cropWidth: 16, loss: zsN2nLoss };
  const ruleFor = (side: number) => {
    const noisy = noisyRaster(side, side, 1);
    return StopRule.create(noisy, createRegionReader(noisy, unitRangeOf(noisy)), shape, 4, createRandom(5));
  };
  const setup = zsN2nSetup(shape, 4, initialParameters(1, createRandom(6)));

  it('sees that an unchanged network has gained nothing, and that a trained one has', async () => {
    const rule = ruleFor(420);
    if (!rule) throw new Error('the picture is large enough for a stop rule');
    const trainer = await engine.createTrainer(setup);
    expect(await rule.gainsNothing(trainer)).toBe(false);
    expect(await rule.gainsNothing(trainer)).toBe(true);
    const noisy = noisyRaster(16, 16 * 4 * 100, 1);
    const crops = new Float32Array(noisy.samples.length).map((_, i) => noisy.samples[i] / 255);
    await trainer.train(crops, new Float32Array(100).fill(3e-3));
    expect(await rule.gainsNothing(trainer)).toBe(false);
    trainer.dispose();
  });

  it('keeps what it judges by from training', () => {
    const rule = ruleFor(420);
    let refused = 0;
    for (let top = 0; top + 16 <= 420; top += 4) {
      for (let left = 0; left + 16 <= 420; left += 4) if (!rule?.allows({ left, top })) refused++;
    }
    // each of 32 crops refuses the places that overlap it, up to 31 each way
    expect(refused).toBeGreaterThan(300);
    expect(refused).toBeLessThan(0.25 * 101 ** 2);
  });

  it('is not for pictures that cannot spare crops', () => expect(ruleFor(256)).toBeUndefined());
});

describe('the weight average', () => {
  it('is the mean of the latest vectors', () => {
    const average = new WeightAverage(2);
    expect(average.mean()).toBeUndefined();
    for (const value of [100, 1, 3]) average.add(new Float32Array(4).fill(value));
    expect(average.mean()).toEqual(new Float32Array(4).fill(2));
    average.clear();
    expect(average.mean()).toBeUndefined();
  });
});
