import { DenoiseError } from '../../errors';
import type { LossTerms } from '../../networks/loss';
import { text } from '../../text';
import type { Evaluation, Trainer } from '../engine';
import type { FusedSetup } from '../fused';
import type { WebglContext } from '../gpu/context';
import { trainingAtlas } from './atlas';
import { BackwardPass } from './backwardPass';
import { ForwardPass } from './forwardPass';
import { Geometry } from './geometry';
import { Inference } from './inference';
import { ParameterState } from './parameterState';
import { mostChannels } from './parameterTexels';
import { draw } from './pass';
import type { Programs } from './program';
import type { Scope } from './scope';
import type { ShaderName } from './shaders/index';
import { TrainingCrops } from './trainingCrops';

/** Steps whose crops are uploaded together. */
const stepsPerUpload = 256;
/** Often enough that the GPU starts while the rest is still being asked for. */
const stepsPerFlush = 16;

/**
 * One training run. A step is 12 draws (4 forward, 7 backward, 1 update), 3 more with a smoothing term. All textures are made here, so that a step
 * makes nothing and reads nothing back. A step of one 24x24 RGB crop (864 pixels with its halves) is about 57 million
 * multiply-adds on 6 million fetches, nearly all in hidden2, hidden1Gradient and hiddenFilterGradient; see the shaders.
 */
export class WebglTrainer implements Trainer {
  private readonly context: WebglContext;
  private readonly geometry: Geometry;
  private readonly crops: TrainingCrops;
  private readonly forward: ForwardPass;
  private readonly backward: BackwardPass;
  private readonly state: ParameterState;
  /** Programs that read a step's crops or mask. */
  private readonly stepReaders: readonly ShaderName[];
  private readonly inference: Inference;
  private disposed = false;

  /**
   * @param scope frees everything of this run
   * @throws DenoiseError `engine-failed` when the image has too many channels, `out-of-memory`, ContextLostError
   */
  constructor(
    private readonly scope: Scope,
    private readonly programs: Programs,
    setup: FusedSetup,
  ) {
    const { channels, cropHeight, cropWidth, batch, loss, parameters } = setup;
    if (channels > mostChannels) {
      throw new DenoiseError(
        'engine-failed',
        text(
          'the GPU engine takes images of up to {0} colour channels, this one has {1}; use the CPU engine',
          mostChannels,
          channels,
        ),
      );
    }
    const layout = trainingAtlas(cropHeight, cropWidth, batch);
    this.context = scope.context;
    this.stepReaders = loss.masked ? ['place', 'outputGradient', 'lossSum'] : ['place'];
    this.geometry = new Geometry(scope, layout, channels, loss);
    this.crops = new TrainingCrops(scope, setup, stepsPerUpload);
    this.forward = new ForwardPass(scope, programs, layout, this.geometry);
    this.backward = new BackwardPass(scope, programs, layout, this.geometry, this.forward, loss);
    this.state = new ParameterState(scope, programs, parameters, channels);
    this.inference = new Inference(scope, programs, channels);
  }

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    this.assertUsable();
    const steps = learningRates.length;
    this.bind();
    for (let step = 0; step < steps; step++) {
      const layer = step % this.crops.steps;
      if (layer === 0) this.crops.upload(crops, step, Math.min(this.crops.steps, steps - step));
      this.differentiate(layer);
      this.state.update(learningRates[step], step === 0);
      if (step % stepsPerFlush === 0) this.context.gl.flush();
    }
    await this.finished();
    return this.state.readMeanLoss(steps);
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    this.assertUsable();
    this.bind();
    this.crops.upload(crops, 0, 1);
    this.differentiate(0);
    this.state.sumGradient();
    await this.finished();
    return this.state.readGradient();
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    this.assertUsable();
    const result = await this.inference.run(tile, height, width, () => {
      this.assertUsable();
      this.state.bind();
    });
    this.assertUsable();
    return result;
  }

  async parameters(): Promise<Float32Array> {
    this.assertUsable();
    await this.finished();
    return this.state.read();
  }

  dispose(): void {
    this.disposed = true;
    this.scope.dispose();
  }

  private assertUsable(): void {
    if (this.disposed) throw new DenoiseError('disposed', 'this training run has ended');
    this.context.assertNotLost();
  }

  private async finished(): Promise<void> {
    await this.context.finished();
    this.assertUsable();
  }

  /** Other runs share the context: every piece of work starts by binding what it reads. */
  private bind(): void {
    this.geometry.bind();
    this.crops.bind();
    this.forward.bindSamplers();
    this.backward.bindSamplers();
    this.state.bind();
  }

  private differentiate(layer: number): void {
    const { context, programs } = this;
    for (const name of this.stepReaders) programs.setStep(name, layer);
    for (const pass of this.forward.passes) draw(context, pass);
    for (const pass of this.backward.passes) draw(context, pass);
  }
}
