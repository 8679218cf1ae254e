import { readFileSync } from 'node:fs';
import { zsN2mLoss, zsN2nLoss } from '../../../src/core/networks/loss';
import { type ParameterName, parameterCount, parameterLayout } from '../../../src/core/networks/zsN2n';

type Parameters = Record<ParameterName, number[]>;

/** PyTorch's values; see test/fixtures/golden/make_golden.py and make_golden_zsn2m.py. */
export interface Golden {
  channels: number;
  height: number;
  width: number;
  input: number[];
  mask?: number[];
  weights: Parameters;
  loss: { residual: number; consistency: number; smoothing?: number; total: number };
  denoised: number[];
  gradients: Parameters;
  adam: {
    learningRate: number;
    lossBeforeEachStep: number[];
    denoisedAfter: number[];
    b3After: number[];
    w3After: number[];
  };
}

/** The files, each with the loss it holds the values of. */
export const goldenFiles = [
  ['zsn2n-grey-16x12', zsN2nLoss],
  ['zsn2n-rgb-12x16', zsN2nLoss],
  ['zsn2m-grey-16x12', zsN2mLoss],
  ['zsn2m-rgb-12x16', zsN2mLoss],
] as const;

export function readGolden(name: (typeof goldenFiles)[number][0]): Golden {
  return JSON.parse(readFileSync(new URL(`../../fixtures/golden/${name}.json`, import.meta.url), 'utf8'));
}

/** The parameters as the flat vector that engines take. */
export function flatten(parameters: Parameters, channels: number): Float32Array {
  const flat = new Float32Array(parameterCount(channels));
  for (const { name, offset } of parameterLayout(channels)) flat.set(parameters[name], offset);
  return flat;
}

/** ‖actual − expected‖ / ‖expected‖ */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i] - expected[i]) ** 2;
    norm += expected[i] ** 2;
  }
  return Math.sqrt(difference / norm);
}
