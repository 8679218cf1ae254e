import { marginOf } from './margin';
import { type NetworkParameter, parametersOf, startingParameters } from './parameters';
import { type NetworkSpec, sameWindow } from './spec';

/*
 * The network N of ZS-N2N (Mansour & Heckel, "Zero-Shot Noise2Noise", CVPR 2023, section 3.3):
 * conv3x3(c -> 48), LeakyReLU, conv3x3(48 -> 48), LeakyReLU, conv1x1(48 -> c); zero padding, no normalisation.
 * The denoiser is f(y) = y - N(y).
 */
export const embedding = 48;
export const leakySlope = 0.2;

/** f(y) = y - N(y) as a network. */
export function zsN2n(channels: number): NetworkSpec {
  return {
    inputChannels: channels,
    nodes: [
      { name: 'y', op: 'input', from: 0, channels },
      { name: 'sum1', op: 'convolution', input: 'y', ...sameWindow(3), channels: embedding, bias: true },
      { name: 'hidden1', op: 'leakyRelu', input: 'sum1', slope: leakySlope },
      { name: 'sum2', op: 'convolution', input: 'hidden1', ...sameWindow(3), channels: embedding, bias: true },
      { name: 'hidden2', op: 'leakyRelu', input: 'sum2', slope: leakySlope },
      { name: 'noise', op: 'convolution', input: 'hidden2', ...sameWindow(1), channels, bias: true },
      { name: 'denoised', op: 'subtract', first: 'y', second: 'noise' },
    ],
    output: 'denoised',
  };
}

/** Pixels a result depends on beyond its own position, each way: two 3x3 convolutions. */
export const receptiveRadius = marginOf(zsN2n(1)).radius;

const names = ['w1', 'b1', 'w2', 'b2', 'w3', 'b3'] as const;

export type ParameterName = (typeof names)[number];

export interface Parameter extends NetworkParameter {
  readonly name: ParameterName;
}

/** The six parameters in the order in which they lie in the flat vector: w1, b1, w2, b2, w3, b3. */
export function parameterLayout(channels: number): readonly Parameter[] {
  return parametersOf(zsN2n(channels)).map((parameter, i) => ({ ...parameter, name: names[i] }));
}

export function parameterCount(channels: number): number {
  return parameterLayout(channels).reduce((sum, p) => sum + p.size, 0);
}

/** The flat parameter vector as training starts; see startingParameters. */
export function initialParameters(channels: number, random: { next(): number }): Float32Array {
  return startingParameters(zsN2n(channels), random);
}
