import type { Trainer } from '../engines/engine';
import { DenoiseError } from '../errors';
import type { Raster } from '../image/raster';
import type { CropShape } from '../networks/crop';
import { totalLoss } from '../networks/loss';
import { text } from '../text';
import { drawCrops, type RegionReader } from './crops';
import { breathe, type DenoiseHooks } from './hooks';
import type { RandomSource } from './random';
import { endingEarly, planned, type Rates } from './rates';
import { RecentLoss } from './recentLoss';
import type { Recipe } from './recipe';
import { StopRule } from './stopRule';
import { WeightAverage } from './weightAverage';

/** One training run: who does it, how, and where its crops come from. */
export interface TrainingPlan {
  /** Starts a trainer from a parameter vector. */
  readonly start: (parameters: Float32Array) => Promise<Trainer>;
  readonly parameters: Float32Array;
  readonly recipe: Recipe;
  readonly crop: CropShape;
  readonly random: RandomSource;
  /** Draws the crops that are kept from training. */
  readonly checkRandom: RandomSource;
  /** Called between steps with the network as it is then. */
  readonly afterSteps?: (trainer: Trainer) => Promise<void>;
}

export interface Trained {
  /** Holds the trained network; to be disposed of by the caller. */
  readonly trainer: Trainer;
  /** Steps done; fewer than the recipe's after a stop, or when there was nothing more to gain. */
  readonly iterations: number;
  /** Mean loss over the last tenth of the steps; after a stop, of the last steps done. */
  readonly loss: number;
  readonly seconds: number;
  /** Whether training ended before its last step because there was nothing more to gain. */
  readonly endedEarly: boolean;
}

/** Training reports and listens about this often. */
const reportSeconds = 0.1;
const mostStepsAtOnce = 256;
/** What is lost at most when a device is lost (see fallbackEngine.ts), and the finest the progress bar can be. */
const largestShareAtOnce = 0.02;
/** Parts of a run. At their ends weights are remembered, so these must not depend on the machine's speed. */
const parts = 100;
/** Parts over which weights and losses are averaged, and between two checks of the stop rule. */
const recentParts = 10;
/** Shorter runs leave the stop rule too little to judge by. */
const fewestStepsToCheck = 2000;

/** After a loss that is not a number the rate is halved; this often, before the run is given up. */
const mostRestarts = 4;

const now = () => performance.now() / 1000;

/**
 * Runs the recipe's steps, several in each call of the engine. How many depends on the machine's speed, what they
 * compute does not. Steps whose loss is not a number are undone: training goes on from before them at half the rate.
 * After Stop the network is the mean of the latest ones (see WeightAverage).
 * @throws DenoiseError `cancelled`, `engine-failed`
 */
export async function train(
  raster: Raster,
  reader: RegionReader,
  { start, parameters, recipe, crop, random, checkRandom, afterSteps }: TrainingPlan,
  hooks: DenoiseHooks,
): Promise<Trained> {
  const started = now();
  const { iterations, batch } = recipe;
  const partSteps = Math.ceil(iterations / parts);
  const hasStopRule = recipe.stopsEarly && iterations >= fewestStepsToCheck;
  const stopRule = hasStopRule ? StopRule.create(raster, reader, crop, batch, checkRandom) : undefined;
  const weights = new WeightAverage(recentParts);
  const recentLoss = new RecentLoss(recentParts);
  let rates = planned(recipe);
  let trainer = await start(parameters);
  let checkpoint = parameters;
  let endsEarly = false;
  let restarts = 0;
  let step = 0;
  let stepsAtOnce = 1;

  /** The rates to go on with: to a soon end when the stop rule sees nothing more to gain. */
  const ratesFrom = async (step: number): Promise<Rates> => {
    const mean = weights.mean();
    const ending = endingEarly(rates, step);
    if (!stopRule || !mean || endsEarly || ending.steps >= rates.steps) return rates;
    const judged = await start(mean);
    try {
      endsEarly = await stopRule.gainsNothing(judged);
      return endsEarly ? ending : rates;
    } finally {
      judged.dispose();
    }
  };
  /** Replaces the trainer by one with other weights. */
  const restart = async (from: Float32Array) => {
    trainer.dispose();
    trainer = await start(from);
  };

  try {
    while (step < rates.steps && !hooks.stop?.aborted) {
      if (step % partSteps === 0) recentLoss.startPart();
      const count = Math.min(stepsAtOnce, partSteps - (step % partSteps), rates.steps - step);
      const crops = drawCrops(raster, reader, crop, count * batch, random, stopRule?.allows);
      const rateOf = (_: unknown, i: number) => rates.at(step + i) * 0.5 ** restarts;
      const learningRates = Float32Array.from({ length: count }, rateOf);
      const begun = now();
      const loss = totalLoss(await trainer.train(crops, learningRates));
      if (!Number.isFinite(loss)) {
        if (++restarts > mostRestarts) throw divergence(step, recipe);
        await restart(checkpoint);
        continue;
      }
      checkpoint = await trainer.parameters();
      recentLoss.add(loss, count);
      step += count;
      stepsAtOnce = stepsFor((now() - begun) / count, iterations);
      if (step % partSteps === 0) weights.add(checkpoint);
      if (step % (partSteps * recentParts) === 0) rates = await ratesFrom(step);
      hooks.onProgress?.({
        phase: 'train',
        step,
        steps: rates.steps,
        loss,
        learningRate: learningRates[count - 1],
        secondsLeft: ((now() - started) / step) * (rates.steps - step),
      });
      await afterSteps?.(trainer);
      await breathe(hooks);
    }
    const mean = weights.mean();
    if (step < rates.steps && mean) await restart(mean);
  } catch (error) {
    trainer.dispose();
    throw error;
  }
  return {
    trainer,
    iterations: step,
    loss: recentLoss.mean(),
    seconds: now() - started,
    endedEarly: endsEarly && step === rates.steps,
  };
}

function divergence(step: number, { learningRate }: Recipe): DenoiseError {
  return new DenoiseError(
    'engine-failed',
    text(
      'training diverged at step {0} (the loss is not a number), also at lower rates; choose a lower learning rate than {1}',
      step,
      learningRate,
    ),
  );
}

function stepsFor(secondsPerStep: number, steps: number): number {
  const wanted = Math.round(reportSeconds / Math.max(secondsPerStep, 1e-6));
  return Math.max(1, Math.min(wanted, mostStepsAtOnce, Math.floor(steps * largestShareAtOnce)));
}
