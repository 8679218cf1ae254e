import type { Trainer } from '../engines/engine';
import { DenoiseError } from '../errors';
import type { Raster } from '../image/raster';
import { type CropSize, drawCrops, type RegionReader } from './crops';
import { breathe, type DenoiseHooks } from './hooks';
import type { RandomSource } from './random';
import { learningRateAt, type Recipe } from './recipe';

/** One training run: who does it, how, and where its crops come from. */
export interface TrainingPlan {
  readonly trainer: Trainer;
  readonly recipe: Recipe;
  readonly crop: CropSize;
  readonly random: RandomSource;
}

export interface TrainingResult {
  /** Steps done; fewer than the recipe's after a stop. */
  readonly iterations: number;
  /** Mean loss over the last tenth of the steps; after a stop, of the last steps done. */
  readonly loss: number;
  readonly seconds: number;
}

/** Training reports and listens about this often. */
const reportSeconds = 0.1;
const mostStepsAtOnce = 256;
/** What is lost at most when a device is lost (see fallbackEngine.ts), and the finest the progress bar can be. */
const largestShareAtOnce = 0.02;
/** Part of a run over which the final loss is averaged: one step's loss is mostly the noise of its crops. */
const lossShare = 0.1;

const now = () => performance.now() / 1000;

/**
 * Runs the recipe's steps, several in each call of the engine. How many depends on the machine's speed, what they
 * compute does not.
 * @throws DenoiseError `cancelled`, `engine-failed`
 */
export async function train(
  raster: Raster,
  reader: RegionReader,
  { trainer, recipe, crop, random }: TrainingPlan,
  hooks: DenoiseHooks,
): Promise<TrainingResult> {
  const started = now();
  const steps = recipe.iterations;
  const lossFrom = Math.floor(steps * (1 - lossShare));
  let step = 0;
  let stepsAtOnce = 1;
  let loss = Number.NaN;
  let lossSum = 0;
  while (step < steps && !hooks.stop?.aborted) {
    const count = Math.min(stepsAtOnce, step < lossFrom ? lossFrom - step : steps - step);
    const crops = drawCrops(raster, reader, crop, count * recipe.batch, random);
    const learningRates = Float32Array.from({ length: count }, (_, i) => learningRateAt(recipe, step + i));
    const begun = now();
    const { residual, consistency } = await trainer.train(crops, learningRates);
    loss = residual + consistency;
    if (!Number.isFinite(loss)) {
      throw new DenoiseError(
        'engine-failed',
        `training diverged at step ${step} (the loss is not a number); choose a lower learning rate than ${recipe.learningRate}`,
      );
    }
    if (step >= lossFrom) lossSum += loss * count;
    step += count;
    stepsAtOnce = stepsFor((now() - begun) / count, steps);
    hooks.onProgress?.({
      phase: 'train',
      step,
      steps,
      loss,
      learningRate: learningRates[count - 1],
      secondsLeft: ((now() - started) / step) * (steps - step),
    });
    await breathe(hooks);
  }
  const finished = step === steps && steps > lossFrom;
  return { iterations: step, loss: finished ? lossSum / (steps - lossFrom) : loss, seconds: now() - started };
}

function stepsFor(secondsPerStep: number, steps: number): number {
  const wanted = Math.round(reportSeconds / Math.max(secondsPerStep, 1e-6));
  return Math.max(1, Math.min(wanted, mostStepsAtOnce, Math.floor(steps * largestShareAtOnce)));
}
