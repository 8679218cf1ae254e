import { addTo, floatBytes, multiplyAdd, vectorBytes } from '../../assembly/vectors';
import { leakyRelu, leakyReluGradient } from './arithmetic';
import { pixelBytes } from './layout';

/*
 * The 3x3 convolution from the image's 1 to 4 channels to 48, forward and backward. In a row of the image the 3 pixels
 * under the filter are 3 * channels floats in a row, in the order of the filter's weights.
 */

/** Pixels whose activations stay in the first-level cache while every weight's gradient passes over them. */
const pixelsPerBand: i32 = 128;

/**
 * Convolution, bias and LeakyReLU.
 * @param image the pixel above and to the left of the plane's first
 * @param filters [3][3][channel][48]
 * @param output the plane's first pixel
 */
export function convolveInput(
  image: usize,
  imageRowBytes: usize,
  channels: i32,
  filters: usize,
  bias: usize,
  output: usize,
  outputRowBytes: usize,
  height: i32,
  width: i32,
): void {
  const imagePixelBytes = <usize>channels * floatBytes;
  const filterRowBytes = <usize>channels * (3 * pixelBytes);
  for (let y = 0; y < height; y++) {
    const imageRow = image + <usize>y * imageRowBytes;
    const outputRow = output + <usize>y * outputRowBytes;
    for (let x = 0; x < width; x += 2) {
      // The last pixel of an odd row stands for its missing neighbour too.
      const next = min(x + 1, width - 1);
      for (let channel: usize = 0; channel < pixelBytes; channel += 4 * vectorBytes) {
        let c00 = v128.load(bias + channel, 0);
        let c01 = v128.load(bias + channel, 16);
        let c02 = v128.load(bias + channel, 32);
        let c03 = v128.load(bias + channel, 48);
        let c10 = c00;
        let c11 = c01;
        let c12 = c02;
        let c13 = c03;
        let weights = filters + channel;
        for (let row: usize = 0; row < 3; row++) {
          let from0 = imageRow + row * imageRowBytes + <usize>x * imagePixelBytes;
          let from1 = imageRow + row * imageRowBytes + <usize>next * imagePixelBytes;
          const end = weights + filterRowBytes;
          while (weights < end) {
            const a0 = v128.load32_splat(from0);
            const a1 = v128.load32_splat(from1);
            let w = v128.load(weights, 0);
            c00 = multiplyAdd(a0, w, c00);
            c10 = multiplyAdd(a1, w, c10);
            w = v128.load(weights, 16);
            c01 = multiplyAdd(a0, w, c01);
            c11 = multiplyAdd(a1, w, c11);
            w = v128.load(weights, 32);
            c02 = multiplyAdd(a0, w, c02);
            c12 = multiplyAdd(a1, w, c12);
            w = v128.load(weights, 48);
            c03 = multiplyAdd(a0, w, c03);
            c13 = multiplyAdd(a1, w, c13);
            from0 += floatBytes;
            from1 += floatBytes;
            weights += pixelBytes;
          }
        }
        const to0 = outputRow + <usize>x * pixelBytes + channel;
        const to1 = outputRow + <usize>next * pixelBytes + channel;
        v128.store(to0, leakyRelu(c00), 0);
        v128.store(to0, leakyRelu(c01), 16);
        v128.store(to0, leakyRelu(c02), 32);
        v128.store(to0, leakyRelu(c03), 48);
        v128.store(to1, leakyRelu(c10), 0);
        v128.store(to1, leakyRelu(c11), 16);
        v128.store(to1, leakyRelu(c12), 32);
        v128.store(to1, leakyRelu(c13), 48);
      }
    }
  }
}

/**
 * Takes the gradient of a plane back through LeakyReLU, in place, and adds it to the gradient of the bias.
 * @param gradient dL/d(activation), becomes dL/d(pre-activation); the plane's first pixel
 */
export function backpropagateActivation(
  gradient: usize,
  activation: usize,
  rowBytes: usize,
  biasGradient: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++) {
    const row = <usize>y * rowBytes;
    for (let channel: usize = 0; channel < pixelBytes; channel += vectorBytes) {
      let sum = f32x4.splat(0);
      let at = row + channel;
      const end = at + <usize>width * pixelBytes;
      for (; at < end; at += pixelBytes) {
        const value = leakyReluGradient(v128.load(gradient + at), v128.load(activation + at));
        v128.store(gradient + at, value);
        sum = f32x4.add(sum, value);
      }
      addTo(biasGradient + channel, sum);
    }
  }
}

/**
 * Adds a plane's contribution to the gradient of the filters.
 * @param image the pixel above and to the left of the plane's first
 * @param outputGradient dL/d(pre-activation) at the plane's first pixel
 * @param filterGradient [3][3][channel][48]
 */
export function accumulateInputFilterGradient(
  image: usize,
  imageRowBytes: usize,
  channels: i32,
  outputGradient: usize,
  gradientRowBytes: usize,
  filterGradient: usize,
  height: i32,
  width: i32,
): void {
  const imagePixelBytes = <usize>channels * floatBytes;
  const rowsPerBand = max(1, pixelsPerBand / width);
  for (let first = 0; first < height; first += rowsPerBand) {
    const rows = min(rowsPerBand, height - first);
    const gradientBand = outputGradient + <usize>first * gradientRowBytes;
    let to = filterGradient;
    for (let filterRow: i32 = 0; filterRow < 3; filterRow++) {
      const imageBand = image + <usize>(first + filterRow) * imageRowBytes;
      for (let triple: usize = 0; triple < <usize>channels; triple++) {
        accumulateThreeWeights(
          imageBand + triple * 3 * floatBytes,
          imageRowBytes,
          imagePixelBytes,
          gradientBand,
          gradientRowBytes,
          to,
          rows,
          width,
        );
        to += 3 * pixelBytes;
      }
    }
  }
}

/** The gradient of three neighbouring weights: 3x3 vectors in registers while a band of the plane passes. */
// @ts-ignore: decorator
@inline
function accumulateThreeWeights(
  image: usize,
  imageRowBytes: usize,
  imagePixelBytes: usize,
  outputGradient: usize,
  gradientRowBytes: usize,
  to: usize,
  height: i32,
  width: i32,
): void {
  for (let channel: usize = 0; channel < pixelBytes; channel += 3 * vectorBytes) {
    const sums = to + channel;
    let c00 = v128.load(sums, 0);
    let c01 = v128.load(sums, 16);
    let c02 = v128.load(sums, 32);
    let c10 = v128.load(sums, 192);
    let c11 = v128.load(sums, 208);
    let c12 = v128.load(sums, 224);
    let c20 = v128.load(sums, 384);
    let c21 = v128.load(sums, 400);
    let c22 = v128.load(sums, 416);
    for (let y = 0; y < height; y++) {
      let from = image + <usize>y * imageRowBytes;
      let gradient = outputGradient + <usize>y * gradientRowBytes + channel;
      const end = gradient + <usize>width * pixelBytes;
      while (gradient < end) {
        const g0 = v128.load(gradient, 0);
        const g1 = v128.load(gradient, 16);
        const g2 = v128.load(gradient, 32);
        let a = v128.load32_splat(from, 0);
        c00 = multiplyAdd(a, g0, c00);
        c01 = multiplyAdd(a, g1, c01);
        c02 = multiplyAdd(a, g2, c02);
        a = v128.load32_splat(from, 4);
        c10 = multiplyAdd(a, g0, c10);
        c11 = multiplyAdd(a, g1, c11);
        c12 = multiplyAdd(a, g2, c12);
        a = v128.load32_splat(from, 8);
        c20 = multiplyAdd(a, g0, c20);
        c21 = multiplyAdd(a, g1, c21);
        c22 = multiplyAdd(a, g2, c22);
        from += imagePixelBytes;
        gradient += pixelBytes;
      }
    }
    v128.store(sums, c00, 0);
    v128.store(sums, c01, 16);
    v128.store(sums, c02, 32);
    v128.store(sums, c10, 192);
    v128.store(sums, c11, 208);
    v128.store(sums, c12, 224);
    v128.store(sums, c20, 384);
    v128.store(sums, c21, 400);
    v128.store(sums, c22, 416);
  }
}
