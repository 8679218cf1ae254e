import * as tf from '@tensorflow/tfjs';
import type { CropShape } from '../../networks/crop';
import { luminanceWeights, type SmoothingTerm, smoothingRadius } from '../../networks/loss';

const side = 2 * smoothingRadius + 1;

/** The smoothing term (see SmoothingTerm) as an expression that TensorFlow.js differentiates. */
export interface Smoothing {
  /** @param f f(y1) and f(y2), [crop][height][width][channel] */
  term(f: readonly [tf.Tensor4D, tf.Tensor4D]): tf.Scalar;
  dispose(): void;
}

export function createSmoothing(
  { channels, cropHeight, cropWidth }: CropShape,
  { weight, stability }: SmoothingTerm,
): Smoothing {
  const window: tf.Tensor4D = tf.ones([side, side, channels, 1]);
  const luminance = tf.tensor1d([...luminanceWeights(channels)]);
  const windowSum = (x: tf.Tensor4D): tf.Tensor4D => {
    const kernel = x.shape[3] === channels ? window : window.slice([0, 0, 0, 0], [side, side, x.shape[3], 1]);
    return tf.depthwiseConv2d(x, kernel as tf.Tensor4D, 1, 'same');
  };
  // Zero padding adds nothing to a sum: divided by the pixels inside it is the mean of a window that is cut off.
  const pixels = tf.tidy(() => windowSum(tf.ones([1, cropHeight / 2, cropWidth / 2, 1])));
  const windowMean = (x: tf.Tensor4D): tf.Tensor4D => tf.div(windowSum(x), pixels);

  const contrast = (f: tf.Tensor4D): tf.Tensor4D => {
    const light = tf.sum(tf.mul(f, luminance), 3, true) as tf.Tensor4D;
    // C outweighs what the difference of squares loses.
    return tf.sqrt(tf.relu(tf.sub(windowMean(tf.square(light)), tf.square(windowMean(light)))));
  };

  return {
    term: ([f1, f2]) => {
      const s1 = contrast(constant(f1));
      const s2 = contrast(constant(f2));
      // 1 - d, without the difference of two numbers close to one.
      const disagreement = tf.div(
        tf.add(tf.squaredDifference(s1, s2), stability),
        tf.add(tf.add(tf.square(s1), tf.square(s2)), stability),
      );
      const detail = (f: tf.Tensor4D) => tf.mul(disagreement, tf.sub(f, windowMean(f)));
      const squares = tf.add(tf.mean(tf.square(detail(f1))), tf.mean(tf.square(detail(f2))));
      return tf.mul(squares, 0.5 * weight);
    },
    dispose: () => tf.dispose([window, luminance, pixels]),
  };
}

/** The tensor itself, through which no gradient passes. */
const constant = tf.customGrad((x) => ({
  value: (x as tf.Tensor).clone(),
  gradFunc: (gradient: tf.Tensor) => tf.zerosLike(gradient),
})) as (x: tf.Tensor4D) => tf.Tensor4D;
