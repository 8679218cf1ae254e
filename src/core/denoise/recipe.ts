import type { ResultSamples } from '../codecs/codec';
import type { LossDescription } from '../networks/loss';
import { type DenoiseOptions, optionRanges, type Preset } from './options';
import { allSymmetries, identity, type Symmetry } from './symmetries';

/** How the learning rate moves over a run. */
export type Schedule = 'warm-up-cosine' | 'halving';

/** All that decides a run besides the image and the seed. */
export interface Recipe {
  /** Largest side of a training crop in pixels, even; crops of smaller images are smaller. */
  readonly cropSize: number;
  /** Crops a step. */
  readonly batch: number;
  readonly iterations: number;
  /** Highest learning rate. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Whether training ends before its last step when it has nothing more to gain. */
  readonly stopsEarly: boolean;
  /** Ways in which the trained network sees each tile; the results are averaged. */
  readonly symmetries: readonly Symmetry[];
  readonly samples: ResultSamples;
}

/**
 * The paper trains on the full image (2000 steps, 1e-3 halved every 1000). Small random crops reach the same quality for
 * a fraction of the work, at a cost that does not grow with the image: many small steps beat few large ones. Four crops a
 * step keep four cores busy, and bear a higher rate than one; eight learn less of the noise, for a longer wait. Found by
 * `npm run tune`; see docs/performance.md.
 */
const crops = {
  cropSize: 16,
  batch: 4,
  learningRate: optionRanges.learningRate.default,
  schedule: 'warm-up-cosine',
  symmetries: [identity],
} as const;

/**
 * The reference recipe's crop is the full image up to this side; beyond, the network's activations would not fit into
 * WebAssembly's 4 GB.
 */
const referenceCrop = 512;

const recipes: Record<Preset, Omit<Recipe, 'stopsEarly' | 'samples'>> = {
  fast: { ...crops, iterations: 2000 },
  balanced: { ...crops, iterations: optionRanges.iterations.default },
  best: { ...crops, batch: 8, iterations: optionRanges.iterations.default, symmetries: allSymmetries },
  reference: {
    cropSize: referenceCrop,
    batch: 1,
    iterations: 2000,
    learningRate: 0.001,
    schedule: 'halving',
    symmetries: [identity],
  },
  custom: { ...crops, iterations: optionRanges.iterations.default },
};

/** A recipe, and what its training minimises. */
export interface TrainedRecipe extends Recipe {
  readonly loss: LossDescription;
}

/** What a preset sets of the numbers that a person may choose. */
export function presetNumbers(preset: Preset): Pick<Recipe, 'iterations' | 'learningRate'> {
  const { iterations, learningRate } = recipes[preset];
  return { iterations, learningRate };
}

/** The preset's recipe with the person's own iterations and learning rate in place of its, where given. */
export function recipeFor({
  preset,
  iterations,
  learningRate,
  stopEarly,
  samples = 'asSource',
}: DenoiseOptions): Recipe {
  const recipe = recipes[preset];
  return {
    ...recipe,
    samples,
    stopsEarly: stopEarly && recipe.schedule === 'warm-up-cosine',
    iterations: iterations ?? recipe.iterations,
    learningRate: learningRate ?? recipe.learningRate,
  };
}
