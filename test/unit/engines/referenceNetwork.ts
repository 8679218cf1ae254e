import { leakySlope, type ParameterName, parameterCount, parameterLayout } from '../../../src/core/networks/zsN2n';

/* The network and its gradient in plain float64 loops, to compare engines with at any size. */

/** [height][width][channel] */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float64Array;
}

export const image = (values: ArrayLike<number>, height: number, width: number, channels: number): Image => ({
  height,
  width,
  channels,
  values: Float64Array.from(values),
});

/** What the network computed on the way to f(y). */
export interface Activations {
  readonly y: Image;
  readonly hidden1: Image;
  readonly hidden2: Image;
  readonly denoised: Image;
}

type Slices = Record<ParameterName, Float64Array>;

/** f(y) = y - N(y) */
export const denoise = (y: Image, parameters: ArrayLike<number>): Image => forward(y, parameters).denoised;

export function forward(y: Image, parameters: ArrayLike<number>): Activations {
  const { w1, b1, w2, b2, w3, b3 } = slices(Float64Array.from(parameters), y.channels);
  const hidden1 = leakyRelu(convolve(y, w1, b1, 3));
  const hidden2 = leakyRelu(convolve(hidden1, w2, b2, 3));
  const noise = convolve(hidden2, w3, b3, 1);
  return { y, hidden1, hidden2, denoised: { ...y, values: y.values.map((value, i) => value - noise.values[i]) } };
}

/** dL/d(parameter), given dL/df(y). */
export function backward(
  { y, hidden1, hidden2 }: Activations,
  denoisedGradient: Image,
  parameters: ArrayLike<number>,
): Float64Array {
  const { w2, w3 } = slices(Float64Array.from(parameters), y.channels);
  const flat = new Float64Array(parameterCount(y.channels));
  const gradient = slices(flat, y.channels);
  const noiseGradient = { ...denoisedGradient, values: denoisedGradient.values.map((value) => -value) };
  accumulateFilter(hidden2, noiseGradient, 1, gradient.w3, gradient.b3);
  const gradient2 = beforeActivation(convolveBack(noiseGradient, w3, hidden2.channels, 1), hidden2);
  accumulateFilter(hidden1, gradient2, 3, gradient.w2, gradient.b2);
  const gradient1 = beforeActivation(convolveBack(gradient2, w2, hidden1.channels, 3), hidden1);
  accumulateFilter(y, gradient1, 3, gradient.w1, gradient.b1);
  return flat;
}

function slices(flat: Float64Array, channels: number): Slices {
  const entries = parameterLayout(channels).map(({ name, offset, size }) => [
    name,
    flat.subarray(offset, offset + size),
  ]);
  return Object.fromEntries(entries);
}

type Visit = (output: number, input: number, tap: number) => void;

/** Calls `visit` with the pixel of the output, that of the input (zero padding is left out) and the filter's tap. */
function forEachTap({ height, width }: Image, side: 1 | 3, visit: Visit): void {
  const border = (side - 1) / 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let tap = 0; tap < side * side; tap++) {
        const fromY = y + Math.floor(tap / side) - border;
        const fromX = x + (tap % side) - border;
        if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) continue;
        visit(y * width + x, fromY * width + fromX, tap);
      }
    }
  }
}

/** Weights are [kernelY][kernelX][in][out]. */
function convolve(input: Image, weights: Float64Array, bias: Float64Array, side: 1 | 3): Image {
  const [ins, outs] = [input.channels, bias.length];
  const values = new Float64Array(input.height * input.width * outs);
  for (let at = 0; at < values.length; at += outs) values.set(bias, at);
  forEachTap(input, side, (output, from, tap) => {
    const to = output * outs;
    for (let i = 0; i < ins; i++) {
      const value = input.values[from * ins + i];
      const row = (tap * ins + i) * outs;
      for (let o = 0; o < outs; o++) values[to + o] += value * weights[row + o];
    }
  });
  return { ...input, channels: outs, values };
}

/** The transpose of `convolve`. */
function convolveBack(gradient: Image, weights: Float64Array, ins: number, side: 1 | 3): Image {
  const outs = gradient.channels;
  const values = new Float64Array(gradient.height * gradient.width * ins);
  forEachTap(gradient, side, (output, to, tap) => {
    const slopes = gradient.values.subarray(output * outs, (output + 1) * outs);
    for (let i = 0; i < ins; i++) {
      const row = (tap * ins + i) * outs;
      let sum = 0;
      for (let o = 0; o < outs; o++) sum += slopes[o] * weights[row + o];
      values[to * ins + i] += sum;
    }
  });
  return { ...gradient, channels: ins, values };
}

function accumulateFilter(input: Image, gradient: Image, side: 1 | 3, weights: Float64Array, bias: Float64Array): void {
  const [ins, outs] = [input.channels, gradient.channels];
  gradient.values.forEach((value, i) => {
    bias[i % outs] += value;
  });
  const slopes = gradient.values;
  forEachTap(input, side, (output, from, tap) => {
    const to = output * outs;
    for (let i = 0; i < ins; i++) {
      const value = input.values[from * ins + i];
      const row = (tap * ins + i) * outs;
      for (let o = 0; o < outs; o++) weights[row + o] += value * slopes[to + o];
    }
  });
}

const leakyRelu = (x: Image): Image => ({
  ...x,
  values: x.values.map((value) => (value > 0 ? value : leakySlope * value)),
});

const beforeActivation = (gradient: Image, activation: Image): Image => ({
  ...gradient,
  values: gradient.values.map((value, i) => (activation.values[i] > 0 ? value : leakySlope * value)),
});
