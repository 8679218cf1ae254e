import type { Recipe } from './recipe';

/** The learning rates of a run. */
export interface Rates {
  readonly steps: number;
  /** Learning rate of step `step` (from 0). */
  at(step: number): number;
}

const warmUpShare = 0.02;
const halvingPeriod = 1000;
/** Steps in which an ending run takes its rate to zero, as a share of those done. */
const endingShare = 0.15;

/** From 1 at share 0 to 0 at share 1. */
const fall = (share: number) => (1 + Math.cos(Math.PI * share)) / 2;

export function planned(recipe: Recipe): Rates {
  const at = recipe.schedule === 'halving' ? halving(recipe) : warmUpCosine(recipe);
  return { steps: recipe.iterations, at };
}

/** Goes on from the rate of `step` and takes it to zero soon: without that, the network would keep jittering. */
export function endingEarly(rates: Rates, step: number): Rates {
  const length = Math.ceil(step * endingShare);
  const from = rates.at(step);
  const steps = Math.min(rates.steps, step + length);
  return { steps, at: (at) => from * fall((at - step) / length) };
}

const halving =
  ({ learningRate }: Recipe) =>
  (step: number) =>
    learningRate * 0.5 ** Math.floor(step / halvingPeriod);

function warmUpCosine({ iterations, learningRate }: Recipe): (step: number) => number {
  const warmUp = Math.max(1, Math.round(iterations * warmUpShare));
  return (step) =>
    step < warmUp
      ? (learningRate * (step + 1)) / warmUp
      : learningRate * fall((step - warmUp) / Math.max(1, iterations - warmUp));
}
