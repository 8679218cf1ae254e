import * as tf from '@tensorflow/tfjs';
import { DenoiseError } from '../../errors';
import { type LossTerms, lossTermCount, toLossTerms } from '../../networks/loss';
import { leakySlope, type Parameter, parameterLayout } from '../../networks/zsN2n';
import { splitCrops } from '../crops';
import type { Engine, Evaluation, Trainer } from '../engine';
import { costAt, type FusedSetup, fusedSetup, isFusedProgram } from '../fused';
import { WebglContext, type WebglOptions } from '../webgl/context';
import { endBackend, startBackend } from './backend';
import { convolve, convolveData } from './convolution';
import { CropLoss } from './loss';

/**
 * The generic engine: TensorFlow.js on WebGL, gradients by automatic differentiation. When the GPU goes away, work under
 * way rejects with ContextLostError.
 * @throws DenoiseError `engine-unavailable` where there is no WebGL2 that renders to 32-bit floats (software counts only
 * with `allowSoftware`)
 */
export async function createTfjsEngine(options: WebglOptions): Promise<Engine> {
  const context = WebglContext.create(options);
  const trainers = new Set<TfjsTrainer>();
  const dispose = () => {
    for (const trainer of trainers) trainer.dispose();
    endBackend();
    context.dispose();
  };
  try {
    await startBackend(context);
  } catch (error) {
    context.dispose();
    throw error;
  }
  return {
    id: 'tfjs',
    description: `TensorFlow.js on ${context.renderer}`,
    supports: isFusedProgram,
    cost: (program) => costAt(100, program),
    createTrainer: async (setup) => {
      context.assertNotLost();
      const trainer = new TfjsTrainer(fusedSetup(setup), context, () => trainers.delete(trainer));
      trainers.add(trainer);
      return trainer;
    },
    dispose,
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

  /** @param onDispose told once */
  constructor(
    private readonly setup: FusedSetup,
    private readonly context: WebglContext,
    private readonly onDispose: () => void,
  ) {
    this.layout = parameterLayout(setup.channels);
    this.variables = this.layout.map(({ shape, offset, size }) =>
      tf.tidy(() => tf.variable(tf.tensor(setup.parameters.slice(offset, offset + size), [...shape]))),
    );
    this.loss = new CropLoss(setup);
  }

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    this.assertUsable();
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
    const sums = await this.take(sum);
    return toLossTerms(sums.map((term) => term / learningRates.length));
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    this.assertUsable();
    const [terms, flat] = tf.tidy(() => {
      const { terms, gradients } = this.differentiate(crops, 0);
      const inOrder = this.variables.map((variable) => gradients[variable.name].flatten());
      return [terms, tf.concat(inOrder)] as const;
    });
    const [loss, gradient] = await Promise.all([this.take(terms), this.take(flat)]);
    return { loss: toLossTerms(loss), gradient };
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    this.assertUsable();
    const result = tf.tidy(() => this.denoised(tf.tensor4d(tile, [1, height, width, this.setup.channels])));
    return this.take(result);
  }

  async parameters(): Promise<Float32Array> {
    this.assertUsable();
    const flat = tf.tidy(() => tf.concat(this.variables.map((variable) => variable.flatten())));
    return this.take(flat);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.optimizer.dispose();
    this.loss.dispose();
    tf.dispose(this.variables);
    this.onDispose();
  }

  private assertUsable(): void {
    if (this.disposed) throw new DenoiseError('disposed', 'this training run has ended');
    this.context.assertNotLost();
  }

  /**
   * The tensor's values; frees it. TensorFlow.js itself would wait for a lost context for ever, and does not ask whether its
   * textures got their memory.
   * @throws ContextLostError, DenoiseError `out-of-memory`
   */
  private async take(tensor: tf.Tensor): Promise<Float32Array> {
    try {
      const values = await Promise.race([tensor.data() as Promise<Float32Array>, this.context.whenLost]);
      this.context.assertEnoughMemory();
      return values;
    } finally {
      tensor.dispose();
    }
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
