import { addTo, floatBytes, multiplyAdd, sumOfLanes, vectorBytes } from '../../assembly/vectors';
import { leakyRelu, leakyReluGradient } from './arithmetic';
import { pixelBytes } from './layout';

/* The 1x1 convolution from 48 channels to the image's 1 to 4, forward and backward. Its filters are [channel][48] here. */

/** Turns [rows][columns] into [columns][rows]. */
export function transpose(from: usize, rows: i32, columns: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = load<f32>(from + <usize>(row * columns + column) * floatBytes);
      store<f32>(to + <usize>(column * rows + row) * floatBytes, value);
    }
  }
}

/**
 * Finishes the hidden layer (bias and LeakyReLU, in place), convolves it to N(y) and writes f(y) = y - N(y).
 * All addresses are the plane's first pixel.
 */
export function denoisePlane(
  hidden: usize,
  hiddenRowBytes: usize,
  hiddenBias: usize,
  filters: usize,
  bias: usize,
  channels: i32,
  image: usize,
  denoised: usize,
  imageRowBytes: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++) {
    let pixel = hidden + <usize>y * hiddenRowBytes;
    let at = <usize>y * imageRowBytes;
    for (let x = 0; x < width; x++, pixel += pixelBytes) {
      for (let v: usize = 0; v < pixelBytes; v += vectorBytes) {
        v128.store(pixel + v, leakyRelu(f32x4.add(v128.load(pixel + v), v128.load(hiddenBias + v))));
      }
      for (let c = 0; c < channels; c++, at += floatBytes) {
        const weights = filters + <usize>c * pixelBytes;
        let even = f32x4.splat(0);
        let odd = even;
        for (let v: usize = 0; v < pixelBytes; v += 2 * vectorBytes) {
          even = multiplyAdd(v128.load(pixel + v), v128.load(weights + v), even);
          odd = multiplyAdd(v128.load(pixel + v, 16), v128.load(weights + v, 16), odd);
        }
        const noise = sumOfLanes(f32x4.add(even, odd)) + load<f32>(bias + <usize>c * floatBytes);
        store<f32>(denoised + at, load<f32>(image + at) - noise);
      }
    }
  }
}

/**
 * Takes dL/dN of a plane back to the pre-activations of the hidden layer and adds to the gradients of the filters, of
 * their bias and of the hidden layer's bias. All addresses of planes are their first pixel.
 * @param noiseGradient dL/dN, laid out as the image
 * @param hiddenGradient becomes dL/d(pre-activation)
 * @param filterGradient [channel][48]
 */
export function backpropagateOutput(
  noiseGradient: usize,
  imageRowBytes: usize,
  channels: i32,
  hidden: usize,
  hiddenGradient: usize,
  hiddenRowBytes: usize,
  filters: usize,
  filterGradient: usize,
  biasGradient: usize,
  hiddenBiasGradient: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++) {
    const noiseRow = noiseGradient + <usize>y * imageRowBytes;
    const hiddenRow = <usize>y * hiddenRowBytes;
    for (let v: usize = 0; v < pixelBytes; v += vectorBytes) {
      backpropagateFourChannels(
        noiseRow,
        channels,
        hidden + hiddenRow + v,
        hiddenGradient + hiddenRow + v,
        filters + v,
        filterGradient + v,
        hiddenBiasGradient + v,
        width,
      );
    }
    for (let c: usize = 0; c < <usize>channels; c++) {
      let sum: f32 = 0;
      for (let x = 0; x < width; x++) sum += load<f32>(noiseRow + (<usize>(x * channels) + c) * floatBytes);
      store<f32>(biasGradient + c * floatBytes, load<f32>(biasGradient + c * floatBytes) + sum);
    }
  }
}

/**
 * One row, four hidden channels. All four colour channels have registers of their own; those that the image lacks read
 * the last one's gradient with a weight of zero, and their sums are dropped.
 */
// @ts-ignore: decorator
@inline
function backpropagateFourChannels(
  noiseRow: usize,
  channels: i32,
  hidden: usize,
  hiddenGradient: usize,
  filters: usize,
  filterGradient: usize,
  hiddenBiasGradient: usize,
  width: i32,
): void {
  const zero = f32x4.splat(0);
  const w0 = v128.load(filters);
  const w1 = channels > 1 ? v128.load(filters, 192) : zero;
  const w2 = channels > 2 ? v128.load(filters, 384) : zero;
  const w3 = channels > 3 ? v128.load(filters, 576) : zero;
  const at1 = <usize>min(1, channels - 1) * floatBytes;
  const at2 = <usize>min(2, channels - 1) * floatBytes;
  const at3 = <usize>min(3, channels - 1) * floatBytes;
  let sum0 = zero;
  let sum1 = zero;
  let sum2 = zero;
  let sum3 = zero;
  let biasSum = zero;
  let noise = noiseRow;
  const end = <usize>width * pixelBytes;
  for (let at: usize = 0; at < end; at += pixelBytes, noise += <usize>channels * floatBytes) {
    const activation = v128.load(hidden + at);
    const n0 = v128.load32_splat(noise);
    const n1 = v128.load32_splat(noise + at1);
    const n2 = v128.load32_splat(noise + at2);
    const n3 = v128.load32_splat(noise + at3);
    const first = multiplyAdd(n1, w1, f32x4.mul(n0, w0));
    const second = multiplyAdd(n3, w3, f32x4.mul(n2, w2));
    const gradient = leakyReluGradient(f32x4.add(first, second), activation);
    v128.store(hiddenGradient + at, gradient);
    biasSum = f32x4.add(biasSum, gradient);
    sum0 = multiplyAdd(n0, activation, sum0);
    sum1 = multiplyAdd(n1, activation, sum1);
    sum2 = multiplyAdd(n2, activation, sum2);
    sum3 = multiplyAdd(n3, activation, sum3);
  }
  addTo(hiddenBiasGradient, biasSum);
  addTo(filterGradient, sum0);
  if (channels > 1) addTo(filterGradient + pixelBytes, sum1);
  if (channels > 2) addTo(filterGradient + 2 * pixelBytes, sum2);
  if (channels > 3) addTo(filterGradient + 3 * pixelBytes, sum3);
}

