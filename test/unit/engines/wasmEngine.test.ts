import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/denoise/random';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { relativeError } from './golden';
import { describeGoldenValues } from './goldenTests';
import { describeInference } from './inferenceTests';
import { randomFloats } from './randomFloats';
import { image, losses } from './referenceNetwork';
import { setupOf } from './trainerSetup';

describeGoldenValues(createWasmEngine);

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

describe.each([
  [1, 2, 2],
  [3, 2, 4],
  [2, 6, 10],
  [4, 10, 6],
  [3, 18, 30],
  [1, 24, 46],
])('with %i channels and crops of %i rows by %i columns', (channels, height, width) => {
  const setup = setupOf(channels, height, width);
  const crop = randomFloats(height * width * channels, 9);

  it('computes the losses of the plain equations', async () => {
    const trainer = await engine.createTrainer(setup);
    const { loss } = await trainer.evaluate(crop);
    trainer.dispose();
    const expected = losses(image(crop, height, width, channels), setup.parameters);
    expect(Math.abs(loss.residual / expected.residual - 1)).toBeLessThan(1e-5);
    expect(Math.abs(loss.consistency / expected.consistency - 1)).toBeLessThan(1e-5);
  });

  it('has the gradient that their slope along a random direction shows', async () => {
    const trainer = await engine.createTrainer(setup);
    const { gradient } = await trainer.evaluate(crop);
    trainer.dispose();
    const random = createRandom(13);
    // Along the gradient, so that the slope is not a small difference of large numbers, and to all sides a little.
    const steepest = Math.hypot(...gradient) / Math.sqrt(gradient.length);
    const direction = Array.from(gradient, (g) => g + steepest * random.normal());
    const distance = 1e-5 / Math.hypot(...direction);
    const lossAt = (sign: number) => {
      const moved = direction.map((d, i) => setup.parameters[i] + sign * distance * d);
      const { residual, consistency } = losses(image(crop, height, width, channels), moved);
      return residual + consistency;
    };
    const slope = (lossAt(1) - lossAt(-1)) / (2 * distance);
    const expected = direction.reduce((sum, d, i) => sum + d * gradient[i], 0);
    expect(Math.abs(slope / expected - 1)).toBeLessThan(1e-4);
  });
});

describeInference(() => engine, {
  tiles: [
    [1, 1, 1],
    [3, 1, 9],
    [1, 37, 3],
    [3, 33, 65],
    [2, 67, 131],
  ],
  tile: [5, 70],
  larger: [64, 128],
});

describe('a batch', () => {
  it('has the mean loss and gradient of its crops', async () => {
    const size = 12 * 8 * 3;
    const crops = randomFloats(3 * size, 17);
    const together = await engine.createTrainer(setupOf(3, 12, 8, 3));
    const alone = await engine.createTrainer(setupOf(3, 12, 8));
    const { loss, gradient } = await together.evaluate(crops);
    const mean = new Float64Array(gradient.length);
    let residual = 0;
    for (let i = 0; i < 3; i++) {
      const single = await alone.evaluate(crops.subarray(i * size, (i + 1) * size));
      residual += single.loss.residual / 3;
      single.gradient.forEach((g, j) => {
        mean[j] += g / 3;
      });
    }
    together.dispose();
    alone.dispose();
    expect(loss.residual).toBeCloseTo(residual, 10);
    expect(relativeError(gradient, mean)).toBeLessThan(1e-6);
  });
});

describe('a trainer', () => {
  it('gives the same bytes for the same crops, in one call or in several', async () => {
    const setup = setupOf(3, 10, 14, 2);
    const size = 2 * 10 * 14 * 3;
    const crops = randomFloats(6 * size, 8);
    const rates = Float32Array.of(3e-3, 3e-3, 2e-3, 2e-3, 1e-3, 1e-3);
    const once = await engine.createTrainer(setup);
    const stepwise = await engine.createTrainer(setup);
    await once.train(crops, rates);
    for (let i = 0; i < 6; i++) {
      await stepwise.train(crops.subarray(i * size, (i + 1) * size), rates.subarray(i, i + 1));
    }
    expect(await stepwise.parameters()).toEqual(await once.parameters());
    once.dispose();
    stepwise.dispose();
  });

  it('changes nothing when it evaluates', async () => {
    const setup = setupOf(1, 4, 4);
    const trainer = await engine.createTrainer(setup);
    await trainer.evaluate(randomFloats(16, 2));
    expect(await trainer.parameters()).toEqual(setup.parameters);
    trainer.dispose();
  });

  it('refuses work after it was disposed', async () => {
    const trainer = await engine.createTrainer(setupOf(1, 4, 4));
    trainer.dispose();
    await expect(trainer.parameters()).rejects.toMatchObject({ code: 'disposed' });
    await expect(trainer.infer(new Float32Array(1), 1, 1)).rejects.toMatchObject({ code: 'disposed' });
  });

  it('says so when the crops would need more memory than WebAssembly has', async () => {
    await expect(engine.createTrainer(setupOf(3, 4096, 4096))).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('smaller crop'),
    });
  });
});
