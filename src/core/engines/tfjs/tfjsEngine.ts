import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgl';
import { DenoiseError } from '../../errors';
import { leakySlope, type Parameter, parameterLayout } from '../../network/layout';
import type { LossTerms } from '../../network/loss';
import type { Engine, Evaluation, Trainer, TrainerSetup } from '../engine';
import { crossDiagonalKernel, mainDiagonalKernel } from './downSamplers';

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
    lanes: 1,
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

interface Losses {
  readonly residual: tf.Scalar;
  readonly consistency: tf.Scalar;
}

class TfjsTrainer implements Trainer {
  private readonly layout: readonly Parameter[];
  private readonly variables: tf.Variable[];
  private readonly optimizer = new ScheduledAdam(0.001, 0.9, 0.999, 1e-8);
  private readonly d1: tf.Tensor4D;
  private readonly d2: tf.Tensor4D;
  private disposed = false;

  constructor(private readonly setup: TrainerSetup) {
    this.layout = parameterLayout(setup.channels);
    this.variables = this.layout.map(({ shape, offset, size }) =>
      tf.tidy(() => tf.variable(tf.tensor(setup.parameters.slice(offset, offset + size), [...shape]))),
    );
    this.d1 = crossDiagonalKernel(setup.channels);
    this.d2 = mainDiagonalKernel(setup.channels);
  }

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    this.assertAlive();
    const size = crops.length / learningRates.length;
    let sum = tf.zeros([2]);
    for (let step = 0; step < learningRates.length; step++) {
      const before = sum;
      sum = tf.tidy(() => {
        const batch = this.batchTensor(crops.subarray(step * size, (step + 1) * size));
        const { terms, gradients } = this.differentiate(batch);
        this.optimizer.setLearningRate(learningRates[step]);
        this.optimizer.applyGradients(this.variables.map(({ name }) => ({ name, tensor: gradients[name] })));
        return tf.add(before, terms);
      });
      before.dispose();
    }
    const [residual, consistency] = await sum.data();
    sum.dispose();
    return { residual: residual / learningRates.length, consistency: consistency / learningRates.length };
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    this.assertAlive();
    const [terms, flat] = tf.tidy(() => {
      const { terms, gradients } = this.differentiate(this.batchTensor(crops));
      const inOrder = this.variables.map((variable) => gradients[variable.name].flatten());
      return [terms, tf.concat(inOrder)] as const;
    });
    const [residual, consistency] = await terms.data();
    const gradient = (await flat.data()) as Float32Array;
    tf.dispose([terms, flat]);
    return { loss: { residual, consistency }, gradient };
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
    tf.dispose([...this.variables, this.d1, this.d2]);
  }

  private assertAlive(): void {
    if (this.disposed) throw new DenoiseError('disposed', 'this training run has ended');
  }

  private batchTensor(crops: Float32Array): tf.Tensor4D {
    const { batch, cropHeight, cropWidth, channels } = this.setup;
    return tf.tensor4d(crops, [batch, cropHeight, cropWidth, channels]);
  }

  private differentiate(batch: tf.Tensor4D): { terms: tf.Tensor; gradients: tf.NamedTensorMap } {
    let terms: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      const { residual, consistency } = this.losses(batch);
      terms = tf.keep(tf.stack([residual, consistency]));
      return tf.add(residual, consistency);
    }, this.variables);
    const kept = terms as tf.Tensor;
    const copy = kept.clone();
    kept.dispose();
    return { terms: copy, gradients: grads };
  }

  /** Equations 4 and 5 of the ZS-N2N paper. */
  private losses(y: tf.Tensor4D): Losses {
    const down1 = (x: tf.Tensor4D) => tf.conv2d(x, this.d1, 2, 'valid');
    const down2 = (x: tf.Tensor4D) => tf.conv2d(x, this.d2, 2, 'valid');
    const y1 = down1(y);
    const y2 = down2(y);
    const f = this.denoised(y);
    const f1 = this.denoised(y1);
    const f2 = this.denoised(y2);
    const half = (a: tf.Tensor, b: tf.Tensor) => tf.mul(tf.add(a, b), 0.5) as tf.Scalar;
    return {
      residual: half(meanSquare(f1, y2), meanSquare(f2, y1)),
      consistency: half(meanSquare(f1, down1(f)), meanSquare(f2, down2(f))),
    };
  }

  /** f(y) = y - N(y) */
  private denoised(y: tf.Tensor4D): tf.Tensor4D {
    const [w1, b1, w2, b2, w3, b3] = this.variables;
    const convolve = (x: tf.Tensor4D, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor4D =>
      tf.add(tf.conv2d(x, kernel as tf.Tensor4D, 1, 'same'), bias);
    const hidden1: tf.Tensor4D = tf.leakyRelu(convolve(y, w1, b1), leakySlope);
    const hidden2: tf.Tensor4D = tf.leakyRelu(convolve(hidden1, w2, b2), leakySlope);
    return tf.sub(y, convolve(hidden2, w3, b3));
  }
}

const meanSquare = (a: tf.Tensor, b: tf.Tensor) => tf.mean(tf.square(tf.sub(a, b)));
