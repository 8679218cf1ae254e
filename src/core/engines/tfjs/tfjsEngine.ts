import * as tf from '@tensorflow/tfjs';
import { DenoiseError } from '../../errors';
import { type LossTerms, lossTermCount, toLossTerms } from '../../networks/loss';
import type { Engine, Evaluation, Trainer, TrainerSetup } from '../engine';
import { WebglContext, type WebglOptions } from '../gpu/context';
import { endBackend, startBackend } from './backend';
import { TfjsNetwork } from './network';
import { createObjective, type Objective } from './objective';
import { tfjsTraits } from './traits';

/**
 * The generic engine of the GPU: any network, TensorFlow.js on WebGL, gradients by automatic differentiation. When the GPU goes away, work under
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
    ...tfjsTraits,
    description: `TensorFlow.js on ${context.renderer}`,
    createTrainer: async (setup) => {
      context.assertNotLost();
      const trainer = new TfjsTrainer(setup, context, () => trainers.delete(trainer));
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
  private readonly network: TfjsNetwork;
  private readonly optimizer = new ScheduledAdam(0.001, 0.9, 0.999, 1e-8);
  private readonly objective: Objective;
  private disposed = false;

  /** @param onDispose told once */
  constructor(
    private readonly setup: TrainerSetup,
    private readonly context: WebglContext,
    private readonly onDispose: () => void,
  ) {
    this.network = new TfjsNetwork(setup.program.network, setup.parameters);
    this.objective = createObjective(setup);
  }

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    this.assertUsable();
    let sum: tf.Tensor = tf.zeros([lossTermCount]);
    for (let step = 0; step < learningRates.length; step++) {
      const before = sum;
      sum = tf.tidy(() => {
        const { terms, gradients } = this.differentiate(crops, step);
        this.optimizer.setLearningRate(learningRates[step]);
        this.optimizer.applyGradients(this.network.variables.map(({ name }) => ({ name, tensor: gradients[name] })));
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
      const inOrder = this.network.variables.map((variable) => gradients[variable.name].flatten());
      return [terms, tf.concat(inOrder)] as const;
    });
    const [loss, gradient] = await Promise.all([this.take(terms), this.take(flat)]);
    return { loss: toLossTerms(loss), gradient };
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    this.assertUsable();
    const result = tf.tidy(() =>
      this.network.apply(tf.tensor4d(tile, [1, height, width, this.setup.program.network.inputChannels])),
    );
    return this.take(result);
  }

  async parameters(): Promise<Float32Array> {
    this.assertUsable();
    const flat = tf.tidy(() => tf.concat(this.network.variables.map((variable) => variable.flatten())));
    return this.take(flat);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.optimizer.dispose();
    this.objective.dispose();
    this.network.dispose();
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
    let terms: tf.Tensor1D | undefined;
    const { grads } = tf.variableGrads(() => {
      terms = tf.keep(this.objective.terms(crops, step, this.network));
      return tf.sum(terms);
    }, [...this.network.variables]);
    const kept = terms as unknown as tf.Tensor1D;
    const copy = kept.clone();
    kept.dispose();
    return { terms: copy, gradients: grads };
  }
}
