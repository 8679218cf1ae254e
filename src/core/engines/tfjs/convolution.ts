import * as tf from '@tensorflow/tfjs';
import { patches } from './patches';

/*
 * Convolutions of stride 1 with zero padding, [image][height][width][in] by [side][side][in][out] of odd side: patches of
 * the image times the filter. Their gradients are matrix products too; TensorFlow.js' own shader for the filter's gradient
 * has one invocation for each weight, each of which loops over all pixels.
 */

/** A convolution and its bias [out], differentiable by all three. */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  return tf.add(convolveHidden(x, filter), bias);
}

/** The same of an image that is data: its own gradient, which nobody wants, is not computed. */
export function convolveData(x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  const ofFilter = tf.customGrad((...args) => {
    const [weights, save] = args as unknown as [tf.Tensor4D, tf.GradSaveFunc];
    save([x]);
    return {
      value: multiplyPatches(x, weights),
      gradFunc: (gradient: tf.Tensor, [input]: tf.Tensor[]) =>
        filterGradient(input as tf.Tensor4D, gradient as tf.Tensor4D, filter.shape),
    };
  });
  return tf.add(ofFilter(filter), bias);
}

const convolveHidden = tf.customGrad((...args) => {
  const [x, filter, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
  save([x, filter]);
  return {
    value: multiplyPatches(x, filter),
    gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
      const [input, weights] = saved as [tf.Tensor4D, tf.Tensor4D];
      return [
        multiplyPatches(gradient as tf.Tensor4D, turned(weights)),
        filterGradient(input, gradient as tf.Tensor4D, weights.shape),
      ];
    },
  };
}) as (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D;

function multiplyPatches(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [images, height, width] = x.shape;
  const [side, , , outs] = filter.shape;
  const product = tf.matMul(patches(x, side), tf.reshape(filter, [-1, outs]));
  return tf.reshape(product, [images, height, width, outs]);
}

/** The filter of the transposed convolution: by 180 degrees, in and out exchanged. */
const turned = (filter: tf.Tensor4D): tf.Tensor4D => tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);

function filterGradient(x: tf.Tensor4D, gradient: tf.Tensor4D, shape: tf.Tensor4D['shape']): tf.Tensor4D {
  const [side, , , outs] = shape;
  return tf.reshape(tf.matMul(patches(x, side), tf.reshape(gradient, [-1, outs]), true, false), shape);
}
