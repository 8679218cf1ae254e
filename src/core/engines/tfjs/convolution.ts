import * as tf from '@tensorflow/tfjs';
import type { FilterWindow } from '../../networks/spec';
import { type PatchWindow, patches } from './patches';

/*
 * Convolutions with zero padding, [image][height][width][in] by [kernel][kernel][in][out]: patches of the image times the
 * filter. Their gradients are matrix products too; TensorFlow.js' own shader for the filter's gradient has one invocation
 * for each weight, each of which loops over all pixels.
 */

/** A convolution, differentiable by image and filter. */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, window: FilterWindow): tf.Tensor4D {
  const forward = forwardWindow(x, window);
  const apply = tf.customGrad((...args) => {
    const [image, weights, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
    save([image, weights]);
    return {
      value: multiplyPatches(image, weights, forward),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
        const [input, kernels] = saved as [tf.Tensor4D, tf.Tensor4D];
        return [
          multiplyPatches(gradient as tf.Tensor4D, turned(kernels), backwardWindow(input, window)),
          filterGradient(input, gradient as tf.Tensor4D, kernels.shape, forward),
        ];
      },
    };
  });
  return apply(x, filter) as tf.Tensor4D;
}

/** The same of an image that is data: its own gradient, which nobody wants, is not computed. */
export function convolveData(x: tf.Tensor4D, filter: tf.Tensor4D, window: FilterWindow): tf.Tensor4D {
  const forward = forwardWindow(x, window);
  const ofFilter = tf.customGrad((...args) => {
    const [weights, save] = args as unknown as [tf.Tensor4D, tf.GradSaveFunc];
    save([x]);
    return {
      value: multiplyPatches(x, weights, forward),
      gradFunc: (gradient: tf.Tensor, [input]: tf.Tensor[]) =>
        filterGradient(input as tf.Tensor4D, gradient as tf.Tensor4D, filter.shape, forward),
    };
  });
  return ofFilter(filter) as tf.Tensor4D;
}

/** The sum of an image's values under a window, [image][height][width][1]; not differentiable. */
export function windowSum(x: tf.Tensor4D, window: FilterWindow): tf.Tensor4D {
  const ones: tf.Tensor4D = tf.ones([window.kernel, window.kernel, x.shape[3], 1]);
  return multiplyPatches(x, ones, forwardWindow(x, window));
}

const forwardWindow = ({ shape: [, height, width] }: tf.Tensor4D, window: FilterWindow): PatchWindow => ({
  ...window,
  spread: 1,
  height: height / window.stride,
  width: width / window.stride,
});

/** The transposed convolution of a gradient: its pixels spread by the stride. */
const backwardWindow = ({ shape: [, height, width] }: tf.Tensor4D, window: FilterWindow): PatchWindow => ({
  kernel: window.kernel,
  stride: 1,
  dilation: window.dilation,
  padding: window.dilation * (window.kernel - 1) - window.padding,
  spread: window.stride,
  height,
  width,
});

function multiplyPatches(x: tf.Tensor4D, filter: tf.Tensor4D, window: PatchWindow): tf.Tensor4D {
  const outs = filter.shape[3];
  const product = tf.matMul(patches(x, window), tf.reshape(filter, [-1, outs]));
  return tf.reshape(product, [x.shape[0], window.height, window.width, outs]);
}

/** The filter of the transposed convolution: by 180 degrees, in and out exchanged. */
const turned = (filter: tf.Tensor4D): tf.Tensor4D => tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);

function filterGradient(
  x: tf.Tensor4D,
  gradient: tf.Tensor4D,
  shape: tf.Tensor4D['shape'],
  window: PatchWindow,
): tf.Tensor4D {
  return tf.reshape(tf.matMul(patches(x, window), tf.reshape(gradient, [-1, shape[3]]), true, false), shape);
}
