import type { Trainer } from '../engines/engine';
import { DenoiseError } from '../errors';
import type { Raster } from '../image/raster';
import { type CropSize, drawCrops, type RegionReader } from './crops';
import { breathe, type DenoiseHooks } from './hooks';
import type { RandomSource } from './random';
import { learningRateAt, type Recipe } from './recipe';

/** One training run: who does it, how, and where its crops come from. */
export interface TrainingPlan {
  /** Starts a trainer from a parameter vector. */
  readonly start: (parameters: Float32Array) => Promise<Trainer>;
  readonly parameters: Float32Array;
  readonly recipe: Recipe;
  readonly crop: CropSize;
  readonly random: RandomSource;
  /** Called between steps with the network as it is then. */
  readonly afterSteps?: (trainer: Trainer) => Promise<void>;
}

export interface Trained {
  /** Holds the trained network; to be disposed of by the caller. */
  readonly trainer: Trainer;
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

/** After a loss that is not a number the rate is halved; this often, before the run is given up. */
const mostRestarts = 4;

const now = () => performance.now() / 1000;

/**
 * Runs the recipe's steps, several in each call of the engine. How many depends on the machine's speed, what they
 * compute does not. Steps whose loss is not a number are undone: training goes on from before them at half the rate.
 * @throws DenoiseError `cancelled`, `engine-failed`
 */
export async function train(
  raster: Raster,
  reader: RegionReader,
  { start, parameters, recipe, crop, random, afterSteps }: TrainingPlan,
  hooks: DenoiseHooks,
): Promise<Trained> {
  const started = now();
  const steps = recipe.iterations;
  const lossFrom = Math.floor(steps * (1 - lossShare));
  let trainer = await start(parameters);
  let checkpoint = parameters;
  let restarts = 0;
  let step = 0;
  let stepsAtOnce = 1;
  let loss = Number.NaN;
  let lossSum = 0;
  try {
    while (step < steps && !hooks.stop?.aborted) {
      const count = Math.min(stepsAtOnce, step < lossFrom ? lossFrom - step : steps - step);
      const crops = drawCrops(raster, reader, crop, count * recipe.batch, random);
      const rateOf = (_: unknown, i: number) => learningRateAt(recipe, step + i) * 0.5 ** restarts;
      const learningRates = Float32Array.from({ length: count }, rateOf);
      const begun = now();
      const { residual, consistency } = await trainer.train(crops, learningRates);
      if (!Number.isFinite(residual + consistency)) {
        if (++restarts > mostRestarts) throw divergence(step, recipe);
        trainer.dispose();
        trainer = await start(checkpoint);
        continue;
      }
      checkpoint = await trainer.parameters();
      loss = residual + consistency;
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
      await afterSteps?.(trainer);
      await breathe(hooks);
    }
  } catch (error) {
    trainer.dispose();
    throw error;
  }
  const isFinished = step === steps && steps > lossFrom;
  return {
    trainer,
    iterations: step,
    loss: isFinished ? lossSum / (steps - lossFrom) : loss,
    seconds: now() - started,
  };
}

function divergence(step: number, { learningRate }: Recipe): DenoiseError {
  return new DenoiseError(
    'engine-failed',
    `training diverged at step ${step} (the loss is not a number), also at lower rates; choose a lower learning rate than ${learningRate}`,
  );
}

function stepsFor(secondsPerStep: number, steps: number): number {
  const wanted = Math.round(reportSeconds / Math.max(secondsPerStep, 1e-6));
  return Math.max(1, Math.min(wanted, mostStepsAtOnce, Math.floor(steps * largestShareAtOnce)));
}
