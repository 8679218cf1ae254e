import type { LossDescription } from '../network/loss';
import { methodLoss } from './methodLoss';
import type { DenoiseOptions, Preset } from './options';
import { allSymmetries, identity, type Symmetry } from './symmetries';

/** How the learning rate moves over a run. */
export type Schedule = 'warm-up-cosine' | 'halving';

/** All that decides a training run besides the image and the seed. */
export interface Recipe {
  /** Largest side of a training crop in pixels, even; crops of smaller images are smaller. */
  readonly cropSize: number;
  /** Crops a step. */
  readonly batch: number;
  readonly iterations: number;
  /** Highest learning rate. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** What training minimises. */
  readonly loss: LossDescription;
  /** Ways in which the trained network sees each tile; the results are averaged. */
  readonly symmetries: readonly Symmetry[];
}

/**
 * The paper trains on the full image (2000 steps, 1e-3 halved every 1000). Small random crops reach the same quality
 * for a fraction of the work, at a cost that does not grow with the image: many small steps beat few large ones.
 */
const crops = {
  cropSize: 24,
  batch: 1,
  learningRate: 0.003,
  schedule: 'warm-up-cosine',
  symmetries: [identity],
} as const;

/**
 * The reference recipe's crop is the full image up to this side; beyond, the network's activations would not fit into
 * WebAssembly's 4 GB.
 */
const referenceCrop = 512;

const recipes: Record<Preset, Omit<Recipe, 'loss'>> = {
  fast: { ...crops, iterations: 2500 },
  balanced: { ...crops, iterations: 8000 },
  best: { ...crops, iterations: 12_000, symmetries: allSymmetries },
  reference: {
    cropSize: referenceCrop,
    batch: 1,
    iterations: 2000,
    learningRate: 0.001,
    schedule: 'halving',
    symmetries: [identity],
  },
  custom: { ...crops, iterations: 8000 },
};

/** The preset's recipe with the person's own iterations and learning rate in place of its, where given. */
export function recipeFor({ method, preset, iterations, learningRate }: DenoiseOptions): Recipe {
  const recipe = recipes[preset];
  return {
    ...recipe,
    loss: methodLoss[method],
    iterations: iterations ?? recipe.iterations,
    learningRate: learningRate ?? recipe.learningRate,
  };
}

const warmUpShare = 0.02;
const halvingPeriod = 1000;

/** Learning rate of step `step` (from 0). */
export function learningRateAt({ schedule, iterations, learningRate }: Recipe, step: number): number {
  if (schedule === 'halving') return learningRate * 0.5 ** Math.floor(step / halvingPeriod);
  const warmUp = Math.max(1, Math.round(iterations * warmUpShare));
  if (step < warmUp) return (learningRate * (step + 1)) / warmUp;
  return (learningRate * (1 + Math.cos((Math.PI * (step - warmUp)) / Math.max(1, iterations - warmUp)))) / 2;
}
