import * as tf from '@tensorflow/tfjs';
import type { CropShape } from '../../networks/crop';
import type { LossDescription } from '../../networks/loss';
import { crossDiagonalKernel, mainDiagonalKernel } from './downSamplers';
import { createSmoothing, type Smoothing } from './smoothing';

type Pair = readonly [tf.Tensor4D, tf.Tensor4D];

/** The terms of a loss (see LossDescription) as expressions that TensorFlow.js differentiates. */
export class CropLoss {
  private readonly loss: LossDescription;
  private readonly d1: tf.Tensor4D;
  private readonly d2: tf.Tensor4D;
  private readonly smoothing: Smoothing | undefined;

  constructor(shape: CropShape) {
    this.loss = shape.loss;
    this.d1 = crossDiagonalKernel(shape.channels);
    this.d2 = mainDiagonalKernel(shape.channels);
    this.smoothing = shape.loss.smoothing && createSmoothing(shape, shape.loss.smoothing);
  }

  /**
   * @param y [crop][height][width][channel]
   * @param mask [crop][height / 2][width / 2][channel]; unset for a loss without
   * @param denoised f
   * @returns [residual, consistency, smoothing]
   */
  terms(y: tf.Tensor4D, mask: tf.Tensor4D | undefined, denoised: (x: tf.Tensor4D) => tf.Tensor4D): tf.Tensor1D {
    const { residual, consistency } = this.loss;
    const [y1, y2] = this.pair(y, mask);
    const targets = this.pair(denoised(y), mask);
    const f: Pair = [denoised(y1), denoised(y2)];
    return tf.stack([
      compare(f, [y2, y1], residual.weight),
      compare(f, consistency.crossed ? [targets[1], targets[0]] : targets, consistency.weight),
      this.smoothing?.term(f) ?? tf.scalar(0),
    ]) as tf.Tensor1D;
  }

  dispose(): void {
    tf.dispose([this.d1, this.d2]);
    this.smoothing?.dispose();
  }

  private pair(x: tf.Tensor4D, mask: tf.Tensor4D | undefined): Pair {
    const first: tf.Tensor4D = tf.conv2d(x, this.d1, 2, 'valid');
    const second: tf.Tensor4D = tf.conv2d(x, this.d2, 2, 'valid');
    if (!mask) return [first, second];
    // Products with zeros and ones are exact.
    const keep = tf.sub(1, mask);
    return [tf.add(tf.mul(keep, first), tf.mul(mask, second)), tf.add(tf.mul(keep, second), tf.mul(mask, first))];
  }
}

/** weight ½ (‖f1 − t1‖² + ‖f2 − t2‖²) */
function compare([f1, f2]: Pair, [t1, t2]: Pair, weight: number): tf.Scalar {
  return tf.mul(tf.add(meanSquare(tf.sub(f1, t1)), meanSquare(tf.sub(f2, t2))), 0.5 * weight);
}

const meanSquare = (x: tf.Tensor): tf.Scalar => tf.mean(tf.square(x));
