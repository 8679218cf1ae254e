import { setImmediate } from 'node:timers/promises';
import type { Trainer } from '../../../src/core/engines/engine';
import { cropFloats } from '../../../src/core/networks/crop';
import type { LossTerms } from '../../../src/core/networks/loss';
import { differentiate } from './referenceLoss';
import { denoise, image } from './referenceNetwork';
import type { ZsN2nSetup } from './trainerSetup';

/** A trainer of plain float64 loops; Adam as Kingma & Ba (2015) write it. */
export function createReferenceTrainer(setup: ZsN2nSetup): Trainer {
  const parameters = Float64Array.from(setup.parameters);
  const first = new Float64Array(parameters.length);
  const second = new Float64Array(parameters.length);
  let steps = 0;
  const size = cropFloats(setup);

  const evaluate = (crops: Float32Array, start: number) => {
    const loss = { residual: 0, consistency: 0, smoothing: 0 };
    const gradient = new Float64Array(parameters.length);
    for (let i = 0; i < setup.batch; i++) {
      const crop = crops.subarray(start + i * size, start + (i + 1) * size);
      const one = differentiate(crop, setup, parameters);
      addTo(loss, one.loss, 1 / setup.batch);
      one.gradient.forEach((g, j) => {
        gradient[j] += g / setup.batch;
      });
    }
    return { loss, gradient };
  };

  return {
    async train(crops, learningRates) {
      const mean = { residual: 0, consistency: 0, smoothing: 0 };
      for (const [step, rate] of learningRates.entries()) {
        await setImmediate(); // a test runner gives up a worker that says nothing for a minute
        const { loss, gradient } = evaluate(crops, step * setup.batch * size);
        addTo(mean, loss, 1 / learningRates.length);
        steps++;
        gradient.forEach((g, i) => {
          first[i] = 0.9 * first[i] + 0.1 * g;
          second[i] = 0.999 * second[i] + 0.001 * g * g;
          const scaled = Math.sqrt(second[i] / (1 - 0.999 ** steps)) + 1e-8;
          parameters[i] -= ((rate / (1 - 0.9 ** steps)) * first[i]) / scaled;
        });
      }
      return mean;
    },
    async evaluate(crops) {
      const { loss, gradient } = evaluate(crops, 0);
      return { loss, gradient: Float32Array.from(gradient) };
    },
    async infer(tile, height, width) {
      return Float32Array.from(denoise(image(tile, height, width, setup.channels), parameters).values);
    },
    parameters: async () => Float32Array.from(parameters),
    dispose() {},
  };
}

function addTo(sum: { -readonly [K in keyof LossTerms]: number }, loss: LossTerms, share: number): void {
  sum.residual += loss.residual * share;
  sum.consistency += loss.consistency * share;
  sum.smoothing += loss.smoothing * share;
}
