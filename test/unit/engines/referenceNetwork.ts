import { embedding, leakySlope, type ParameterName, parameterLayout } from '../../../src/core/network/layout';

/* ZS-N2N in plain float64 loops, to compare engines with at any size. Images are [height][width][channel]. */

interface Image {
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

/** f(y) = y - N(y) */
export function denoise(y: Image, parameters: ArrayLike<number>): Image {
  const flat = Array.from(parameters);
  const slices = parameterLayout(y.channels).map(({ name, offset, size }) => [name, flat.slice(offset, offset + size)]);
  const { w1, b1, w2, b2, w3, b3 } = Object.fromEntries(slices) as Record<ParameterName, number[]>;
  const hidden1 = leakyRelu(convolve(y, w1, b1, 3));
  const hidden2 = leakyRelu(convolve(hidden1, w2, b2, 3));
  const noise = convolve(hidden2, w3, b3, 1);
  return { ...y, values: y.values.map((value, i) => value - noise.values[i]) };
}

/** The residual and the consistency loss of one crop. */
export function losses(y: Image, parameters: ArrayLike<number>): { residual: number; consistency: number } {
  const [y1, y2] = downSample(y);
  const [g1, g2] = downSample(denoise(y, parameters));
  const f1 = denoise(y1, parameters);
  const f2 = denoise(y2, parameters);
  return {
    residual: 0.5 * (meanSquare(f1, y2) + meanSquare(f2, y1)),
    consistency: 0.5 * (meanSquare(f1, g1) + meanSquare(f2, g2)),
  };
}

function convolve(input: Image, weights: number[], bias: number[], side: 1 | 3): Image {
  const { height, width, channels } = input;
  const outputs = bias.length;
  const border = (side - 1) / 2;
  const values = new Float64Array(height * width * outputs);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * outputs;
      values.set(bias, to);
      for (let ky = 0; ky < side; ky++) {
        for (let kx = 0; kx < side; kx++) {
          const [fromY, fromX] = [y + ky - border, x + kx - border];
          if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) continue;
          for (let i = 0; i < channels; i++) {
            const value = input.values[(fromY * width + fromX) * channels + i];
            const row = ((ky * side + kx) * channels + i) * outputs;
            for (let o = 0; o < outputs; o++) values[to + o] += value * weights[row + o];
          }
        }
      }
    }
  }
  return { height, width, channels: outputs, values };
}

const leakyRelu = (x: Image): Image => {
  if (x.channels !== embedding) throw new Error('only hidden layers have an activation');
  return { ...x, values: x.values.map((value) => (value > 0 ? value : leakySlope * value)) };
};

/** D1 (anti-diagonals) and D2 (diagonals). */
function downSample({ height, width, channels, values }: Image): [Image, Image] {
  const half = { height: height / 2, width: width / 2, channels };
  const at = (y: number, x: number, c: number) => values[(y * width + x) * channels + c];
  const sample = (value: (y: number, x: number, c: number) => number): Image => {
    const result = new Float64Array(half.height * half.width * channels);
    for (let i = 0; i < result.length; i++) {
      const pixel = Math.floor(i / channels);
      result[i] = value(2 * Math.floor(pixel / half.width), 2 * (pixel % half.width), i % channels);
    }
    return { ...half, values: result };
  };
  return [
    sample((y, x, c) => (at(y, x + 1, c) + at(y + 1, x, c)) / 2),
    sample((y, x, c) => (at(y, x, c) + at(y + 1, x + 1, c)) / 2),
  ];
}

const meanSquare = (a: Image, b: Image) =>
  a.values.reduce((sum, value, i) => sum + (value - b.values[i]) ** 2, 0) / a.values.length;
