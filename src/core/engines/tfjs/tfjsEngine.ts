import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgl';
import { DenoiseError } from '../../errors';
import { leakySlope, type Parameter, parameterLayout } from '../../network/layout';
import { type LossTerms, lossTermCount, toLossTerms } from '../../network/loss';
import { splitCrops } from '../crops';
import type { Engine, Evaluation, Trainer, TrainerSetup } from '../engine';
import { convolve, convolveData } from './convolution';
import { CropLoss } from './loss';

/**
 * The generic engine: TensorFlow.js on WebGL, gradients by automatic differentiation.
 * @param allowSoftware also run where WebGL is emulated on the CPU: slow, for checking only.
 * @throws DenoiseError `engine-unavailable` where there is no WebGL that renders to 32-bit floats.
 */
export async function createTfjsEngine({ allowSoftware }: { allowSoftware: boolean }): Promise<Engine> {
  tf.env().set('SOFTWARE_WEBGL_ENABLED', allowSoftware);
  const ready = await tf.setBackend('webgl').catch(() => false);
  if (!ready) {
    throw new DenoiseError('engine-unavailable', 'TensorFlow.js could not start WebGL here; use the CPU engine');
  }
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE')) {
    throw new DenoiseError(
      'engine-unavailable',
      'this GPU computes in 16-bit floats only, which is too coarse for training; use the CPU engine',
    );
  }
  return {
    id: 'tfjs',
    description: 'TensorFlow.js on WebGL',
    createTrainer: async (setup) => new TfjsTrainer(setup),
    dispose: () => tf.disposeVariables(),
  };
}

/** Adam whose rate follows a schedule; TensorFlow.js fixes it at construction. */
class ScheduledAdam extends tf.AdamOptimizer {
  setLearningRate(rate: number): void {
    this.learningRate = rate;
  }
}

class TfjsTrainer implements Trainer {
  private readonly layout: readonly Parameter[];
  private readonly variables: tf.Variable[];
  private readonly optimizer = new ScheduledAdam(0.001, 0.9, 0.999, 1e-8);
  private readonly loss: CropLoss;
  private disposed = false;

  constructor(private readonly setup: TrainerSetup) {
    this.layout = parameterLayout(setup.channels);
    this.variables = this.layout.map(({ shape, offset, size }) =>
      tf.tidy(() => tf.variable(tf.tensor(setup.parameters.slice(offset, offset + size), [...shape]))),
    );
    this.loss = new CropLoss(setup);
  }

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    this.assertAlive();
    let sum: tf.Tensor = tf.zeros([lossTermCount]);
    for (let step = 0; step < learningRates.length; step++) {
      const before = sum;
      sum = tf.tidy(() => {
        const { terms, gradients } = this.differentiate(crops, step);
        this.optimizer.setLearningRate(learningRates[step]);
        this.optimizer.applyGradients(this.variables.map(({ name }) => ({ name, tensor: gradients[name] })));
        return tf.add(before, terms);
      });
      before.dispose();
    }
    const sums = (await sum.data()) as Float32Array;
    sum.dispose();
    return toLossTerms(sums.map((term) => term / learningRates.length));
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    this.assertAlive();
    const [terms, flat] = tf.tidy(() => {
      const { terms, gradients } = this.differentiate(crops, 0);
      const inOrder = this.variables.map((variable) => gradients[variable.name].flatten());
      return [terms, tf.concat(inOrder)] as const;
    });
    const loss = toLossTerms((await terms.data()) as Float32Array);
    const gradient = (await flat.data()) as Float32Array;
    tf.dispose([terms, flat]);
    return { loss, gradient };
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    this.assertAlive();
    const result = tf.tidy(() => this.denoised(tf.tensor4d(tile, [1, height, width, this.setup.channels])));
    const values = (await result.data()) as Float32Array;
    result.dispose();
    return values;
  }

  async parameters(): Promise<Float32Array> {
    this.assertAlive();
    const flat = tf.tidy(() => tf.concat(this.variables.map((variable) => variable.flatten())));
    const values = (await flat.data()) as Float32Array;
    flat.dispose();
    return values;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.optimizer.dispose();
    this.loss.dispose();
    tf.dispose(this.variables);
  }

  private assertAlive(): void {
    if (this.disposed) throw new DenoiseError('disposed', 'this training run has ended');
  }

  /**
   * The terms of the loss of a step's crops, and its gradient by each variable's name.
   * @param step which of the batches in `crops`
   */
  private differentiate(crops: Float32Array, step: number): { terms: tf.Tensor1D; gradients: tf.NamedTensorMap } {
    const { batch, cropHeight, cropWidth, channels, loss } = this.setup;
    const { samples, masks } = splitCrops(crops, this.setup, step * batch, batch);
    const y = tf.tensor4d(samples, [batch, cropHeight, cropWidth, channels]);
    const mask = loss.masked ? tf.tensor4d(masks, [batch, cropHeight / 2, cropWidth / 2, channels]) : undefined;
    let terms: tf.Tensor1D | undefined;
    const { grads } = tf.variableGrads(() => {
      terms = tf.keep(this.loss.terms(y, mask, (x) => this.denoised(x)));
      return tf.sum(terms);
    }, this.variables);
    const kept = terms as unknown as tf.Tensor1D;
    const copy = kept.clone();
    kept.dispose();
    return { terms: copy, gradients: grads };
  }

  /** f(y) = y - N(y) */
  private denoised(y: tf.Tensor4D): tf.Tensor4D {
    const [w1, w2, w3] = [0, 2, 4].map((i) => this.variables[i] as unknown as tf.Tensor4D);
    const [b1, b2, b3] = [1, 3, 5].map((i) => this.variables[i] as unknown as tf.Tensor1D);
    const hidden1: tf.Tensor4D = tf.leakyRelu(convolveData(y, w1, b1), leakySlope);
    const hidden2: tf.Tensor4D = tf.leakyRelu(convolve(hidden1, w2, b2), leakySlope);
    return tf.sub(y, convolve(hidden2, w3, b3));
  }
}
