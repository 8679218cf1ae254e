import { describe, expect, it } from 'vitest';
import type { Engine, Evaluation } from '../../../src/core/engines/engine';
import { cropFloats } from '../../../src/core/networks/crop';
import { type LossDescription, totalLoss, zsN2mLoss, zsN2nLoss } from '../../../src/core/networks/loss';
import { relativeError } from './golden';
import { randomCrops } from './randomFloats';
import { createReferenceTrainer } from './referenceEngine';
import { setupOf, type ZsN2nSetup } from './trainerSetup';

/** Each part of a description by itself, and all together. */
const descriptions: readonly (readonly [string, LossDescription])[] = [
  ['ZS-N2N', zsN2nLoss],
  ['ZS-N2M*', zsN2mLoss],
  ['a masked pair', { ...zsN2nLoss, masked: true }],
  ['crossed consistency', { ...zsN2nLoss, consistency: { weight: 0.5, crossed: true } }],
  ['a weighted residual', { ...zsN2nLoss, residual: { weight: 3 } }],
  ['smoothing', { ...zsN2nLoss, smoothing: { weight: 20, stability: 1e-2 } }],
];

/** Channels, rows and columns of crops: smaller than a window, not square, halves of odd sides. */
const shapes = [
  [1, 2, 2],
  [3, 2, 4],
  [2, 6, 10],
  [4, 10, 6],
  [3, 18, 30],
] as const;

/** Tests that an engine's loss and gradient are those of the plain equations. `engine` gives the one under test. */
export function describeEvaluation(engine: () => Engine): void {
  const evaluate = async (setup: ZsN2nSetup, crops: Float32Array): Promise<Evaluation> => {
    const trainer = await engine().createTrainer(setup);
    const evaluation = await trainer.evaluate(crops);
    trainer.dispose();
    return evaluation;
  };

  describe.each(descriptions)('the loss with %s', (_name, loss) => {
    it.each(shapes)('and its gradient follow the equations (%i channels, %i rows by %i columns)', async (...shape) => {
      const setup = setupOf(...shape, 1, loss);
      const crop = randomCrops(setup, 1, 9);
      const actual = await evaluate(setup, crop);
      const expected = await createReferenceTrainer(setup).evaluate(crop);
      expect(relativeError(Object.values(actual.loss), Object.values(expected.loss))).toBeLessThan(1e-5);
      expect(relativeError(actual.gradient, expected.gradient)).toBeLessThan(1e-5);
    });
  });

  describe.each([
    ['ZS-N2N', zsN2nLoss],
    ['ZS-N2M*', zsN2mLoss],
  ])('a batch under %s', (_name, loss) => {
    it.each([2, 5])('of %i has the mean loss and gradient of its crops', async (batch) => {
      const setup = setupOf(3, 6, 10, 1, loss);
      const size = cropFloats(setup);
      const crops = randomCrops(setup, batch, 17);
      const together = await evaluate({ ...setup, batch }, crops);
      const mean = new Float64Array(together.gradient.length);
      let total = 0;
      for (let i = 0; i < batch; i++) {
        const single = await evaluate(setup, crops.subarray(i * size, (i + 1) * size));
        total += totalLoss(single.loss) / batch;
        single.gradient.forEach((g, j) => {
          mean[j] += g / batch;
        });
      }
      expect(totalLoss(together.loss) / total).toBeCloseTo(1, 5);
      expect(relativeError(together.gradient, mean)).toBeLessThan(1e-5);
    });
  });
}
