import { type CropShape, sampleFloats } from '../../../src/core/networks/crop';
import {
  type LossDescription,
  type LossTerms,
  luminanceWeights,
  type SmoothingTerm,
  smoothingRadius,
} from '../../../src/core/networks/loss';
import { backward, forward, type Image, image } from './referenceNetwork';

/* Losses and their gradients in plain float64 loops, as LossDescription writes them down. */

type Pair = readonly [Image, Image];

/** Loss and gradient of one crop, laid out as CropShape says. */
export function differentiate(
  crop: Float32Array,
  shape: CropShape,
  parameters: ArrayLike<number>,
): { loss: LossTerms; gradient: Float64Array } {
  const { channels, cropHeight, cropWidth, loss } = shape;
  const samples = sampleFloats(shape);
  const mask = crop.subarray(samples);
  const y = image(crop.subarray(0, samples), cropHeight, cropWidth, channels);
  const [y1, y2] = exchanged(downSample(y), mask);
  const [run, run1, run2] = [y, y1, y2].map((plane) => forward(plane, parameters));
  const targets = exchanged(downSample(run.denoised), mask);
  const denoised: Pair = [run1.denoised, run2.denoised];
  const residual = compare(denoised, [y2, y1], loss.residual.weight);
  const consistency = compare(denoised, crossed(targets, loss), loss.consistency.weight);
  const smoothing = loss.smoothing ? smooth(denoised, loss.smoothing) : { value: 0, gradients: denoised.map(zeros) };
  const [gradient1, gradient2] = [0, 1].map((i) =>
    added(added(residual.gradients[i], consistency.gradients[i]), smoothing.gradients[i]),
  );
  const targetGradients = crossed(consistency.gradients, loss).map(negated) as unknown as Pair;
  const gradients = [
    backward(run, spread(exchanged(targetGradients, mask)), parameters),
    backward(run1, gradient1, parameters),
    backward(run2, gradient2, parameters),
  ];
  return {
    loss: { residual: residual.value, consistency: consistency.value, smoothing: smoothing.value },
    gradient: gradients[0].map((value, i) => value + gradients[1][i] + gradients[2][i]),
  };
}

const crossed = ([a, b]: Pair, { consistency }: LossDescription): Pair => (consistency.crossed ? [b, a] : [a, b]);
const zeros = (x: Image): Image => ({ ...x, values: new Float64Array(x.values.length) });
const negated = (x: Image): Image => ({ ...x, values: x.values.map((value) => -value) });
const added = (a: Image, b: Image): Image => ({ ...a, values: a.values.map((value, i) => value + b.values[i]) });

/** The samples of a pair, exchanged where the mask is one. An empty mask exchanges nothing. */
function exchanged([a, b]: Pair, mask: Float32Array): Pair {
  const pick = (one: Image, other: Image) => ({
    ...one,
    values: one.values.map((value, i) => (mask[i] === 1 ? other.values[i] : value)),
  });
  return [pick(a, b), pick(b, a)];
}

/** weight ½ (‖f1 − t1‖² + ‖f2 − t2‖²), and its gradients for f1 and f2. */
function compare(denoised: Pair, targets: Pair, weight: number) {
  const scale = weight / denoised[0].values.length;
  let value = 0;
  const gradients = denoised.map((f, i) => ({
    ...f,
    values: f.values.map((x, at) => {
      const difference = x - targets[i].values[at];
      value += 0.5 * scale * difference ** 2;
      return scale * difference;
    }),
  })) as unknown as Pair;
  return { value, gradients };
}

/** Calls `visit` with the pixels of the window around a pixel that lie in the image; returns how many. */
function forWindow({ height, width }: Image, pixel: number, visit: (pixel: number) => void): number {
  const [y, x] = [Math.floor(pixel / width), pixel % width];
  let count = 0;
  for (let v = Math.max(0, y - smoothingRadius); v <= Math.min(height - 1, y + smoothingRadius); v++) {
    for (let u = Math.max(0, x - smoothingRadius); u <= Math.min(width - 1, x + smoothingRadius); u++, count++) {
      visit(v * width + u);
    }
  }
  return count;
}

/** The mean of one channel in the window around a pixel. */
function windowMean(x: Image, pixel: number, channel = 0): number {
  let sum = 0;
  const count = forWindow(x, pixel, (p) => {
    sum += x.values[p * x.channels + channel];
  });
  return sum / count;
}

/** The standard deviation of the luminance in each pixel's window. */
function contrast(x: Image): number[] {
  const weights = luminanceWeights(x.channels);
  const pixels = x.height * x.width;
  const values = Float64Array.from({ length: pixels }, (_, p) =>
    weights.reduce((sum, weight, c) => sum + weight * x.values[p * x.channels + c], 0),
  );
  const luminance: Image = { ...x, channels: 1, values };
  return Array.from(values, (_, pixel) => {
    const mean = windowMean(luminance, pixel);
    let squares = 0;
    const count = forWindow(luminance, pixel, (p) => {
      squares += (values[p] - mean) ** 2;
    });
    return Math.sqrt(squares / count);
  });
}

function smooth(denoised: Pair, { weight, stability }: SmoothingTerm) {
  const [s1, s2] = denoised.map(contrast);
  const factors = s1.map((s, p) => (1 - (2 * s * s2[p]) / (s ** 2 + s2[p] ** 2 + stability)) ** 2);
  let value = 0;
  const gradients = denoised.map((f) => {
    const scale = weight / f.values.length;
    const gradient = zeros(f);
    f.values.forEach((x, i) => {
      const [pixel, channel] = [Math.floor(i / f.channels), i % f.channels];
      const difference = x - windowMean(f, pixel, channel);
      const slope = scale * factors[pixel] * difference;
      value += 0.5 * slope * difference;
      gradient.values[i] += slope;
      const count = forWindow(f, pixel, () => {});
      forWindow(f, pixel, (p) => {
        gradient.values[p * f.channels + channel] -= slope / count;
      });
    });
    return gradient;
  });
  return { value, gradients };
}

/** Calls `visit` with each sample of a half and the four samples of its block: top left, top right, bottom left, bottom right. */
function forEachBlock(
  y: Image,
  visit: (sample: number, block: readonly [number, number, number, number]) => void,
): void {
  const { height, width, channels } = y;
  const at = (row: number, column: number, c: number) => (row * width + column) * channels + c;
  let sample = 0;
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      for (let c = 0; c < channels; c++) {
        const top = [at(row, column, c), at(row, column + 1, c)] as const;
        visit(sample++, [...top, at(row + 1, column, c), at(row + 1, column + 1, c)]);
      }
    }
  }
}

/** D1 (anti-diagonals) and D2 (diagonals). */
function downSample(y: Image): Pair {
  const half = () => image(new Float64Array(y.values.length / 4), y.height / 2, y.width / 2, y.channels);
  const [d1, d2] = [half(), half()];
  forEachBlock(y, (sample, [topLeft, topRight, bottomLeft, bottomRight]) => {
    d1.values[sample] = (y.values[topRight] + y.values[bottomLeft]) / 2;
    d2.values[sample] = (y.values[topLeft] + y.values[bottomRight]) / 2;
  });
  return [d1, d2];
}

/** The transpose of downSample. */
function spread([d1, d2]: Pair): Image {
  const y = image(new Float64Array(d1.values.length * 4), d1.height * 2, d1.width * 2, d1.channels);
  forEachBlock(y, (sample, [topLeft, topRight, bottomLeft, bottomRight]) => {
    y.values[topRight] = y.values[bottomLeft] = d1.values[sample] / 2;
    y.values[topLeft] = y.values[bottomRight] = d2.values[sample] / 2;
  });
  return y;
}
