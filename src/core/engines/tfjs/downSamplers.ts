import * as tf from '@tensorflow/tfjs';

/** D1 of the paper as a stride-2 convolution kernel: average of the anti-diagonal of each 2x2 block. */
export const crossDiagonalKernel = (channels: number): tf.Tensor4D =>
  blockKernel(channels, [
    [0, 0.5],
    [0.5, 0],
  ]);

/** D2 of the paper: average of the diagonal of each 2x2 block. */
export const mainDiagonalKernel = (channels: number): tf.Tensor4D =>
  blockKernel(channels, [
    [0.5, 0],
    [0, 0.5],
  ]);

/** [2][2][channels][channels]: the block's weights on the channel diagonal, so that channels do not mix. */
function blockKernel(channels: number, block: readonly (readonly number[])[]): tf.Tensor4D {
  const kernel = tf.buffer([2, 2, channels, channels] as [number, number, number, number]);
  for (let y = 0; y < 2; y++) {
    for (let x = 0; x < 2; x++) {
      for (let c = 0; c < channels; c++) kernel.set(block[y][x], y, x, c, c);
    }
  }
  return kernel.toTensor() as tf.Tensor4D;
}
