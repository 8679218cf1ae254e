import type { ShaderSources } from './common';
import { hidden1, hidden1Gradient, hidden2 } from './convolution';
import { hiddenFilterGradient, inputFilterGradient, outputFilterGradient } from './filterGradient';
import { lossSum, outputGradient } from './loss';
import { denoised, hidden2Gradient } from './outputLayer';
import { adam, gradient } from './parameterUpdate';
import { place } from './place';
import { contrast, detail, smoothingGradient } from './smoothing';

/** Every shader of the engine; none depends on the size of the crops, so all are compiled once. */
export const shaders = {
  place,
  hidden1,
  hidden2,
  denoised,
  contrast,
  detail,
  smoothingGradient,
  outputGradient,
  hidden2Gradient,
  hidden1Gradient,
  hiddenFilterGradient,
  inputFilterGradient,
  outputFilterGradient,
  lossSum,
  adam,
  gradient,
} as const satisfies Record<string, ShaderSources>;

export type ShaderName = keyof typeof shaders;
