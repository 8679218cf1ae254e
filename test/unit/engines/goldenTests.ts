import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/core/engines/engine';
import { zsN2nSetup } from '../../../src/core/engines/fused';
import { totalLoss } from '../../../src/core/networks/loss';
import { parameterLayout } from '../../../src/core/networks/zsN2n';
import { flatten, goldenFiles, readGolden, relativeError } from './golden';

/** Tests that an engine computes what PyTorch does. */
export function describeGoldenValues(create: () => Promise<Engine>): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  describe.each(goldenFiles)("PyTorch's values (%s)", (name, description) => {
    const golden = readGolden(name);
    const { channels, height, width } = golden;
    const input = Float32Array.from(golden.input);
    const crop = Float32Array.from([...golden.input, ...(golden.mask ?? [])]);
    const shape = { channels, cropHeight: height, cropWidth: width, loss: description };
    const setup = zsN2nSetup(shape, 1, flatten(golden.weights, channels));

    it('gives the same loss and gradients', async () => {
      const trainer = await engine.createTrainer(setup);
      const { loss, gradient } = await trainer.evaluate(crop);
      trainer.dispose();
      const { residual, consistency, smoothing = 0 } = golden.loss;
      expect(Math.abs(loss.residual / residual - 1)).toBeLessThan(1e-6);
      expect(Math.abs(loss.consistency / consistency - 1)).toBeLessThan(1e-6);
      expect(Math.abs(loss.smoothing - smoothing)).toBeLessThanOrEqual(1e-5 * smoothing);
      for (const { name, offset, size } of parameterLayout(channels)) {
        const actual = gradient.subarray(offset, offset + size);
        expect(relativeError(actual, golden.gradients[name]), name).toBeLessThan(1e-5);
      }
    });

    it('denoises to the same image', async () => {
      const trainer = await engine.createTrainer(setup);
      const result = await trainer.infer(input, height, width);
      trainer.dispose();
      expect(relativeError(result, golden.denoised)).toBeLessThan(1e-6);
    });

    it('follows the same losses through 20 Adam steps to the same network', async () => {
      const { learningRate, lossBeforeEachStep, denoisedAfter, w3After, b3After } = golden.adam;
      const trainer = await engine.createTrainer(setup);
      const losses: number[] = [];
      for (let step = 0; step < lossBeforeEachStep.length; step++) {
        losses.push(totalLoss(await trainer.train(crop, Float32Array.of(learningRate))));
      }
      const parameters = await trainer.parameters();
      const result = await trainer.infer(input, height, width);
      trainer.dispose();
      const [w3, b3] = parameterLayout(channels).slice(4);
      expect(relativeError(losses, lossBeforeEachStep)).toBeLessThan(1e-5);
      expect(relativeError(result, denoisedAfter)).toBeLessThan(1e-4);
      expect(relativeError(parameters.subarray(w3.offset, w3.offset + w3.size), w3After)).toBeLessThan(1e-4);
      expect(relativeError(parameters.subarray(b3.offset, b3.offset + b3.size), b3After)).toBeLessThan(1e-4);
    });
  });
}
