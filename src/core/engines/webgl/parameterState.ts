import { type LossTerms, toLossTerms } from '../../networks/loss';
import { AdamCorrection } from '../adam';
import type { WebglContext } from '../gpu/context';
import { wholeTarget } from './geometry';
import {
  biasRow,
  lossColumn,
  packParameters,
  parameterColumns,
  parameterFloats,
  parameterRows,
  unpackParameters,
} from './parameterTexels';
import { draw, type Pass } from './pass';
import { bindSampler, type Programs } from './program';
import { RenderTarget } from './renderTarget';
import type { Scope } from './scope';

/** Parameters and Adam's two moments. */
const stateLayers = 3;

/** The parameters, Adam's moments and the summed loss, twice on the GPU: a step reads one and writes the other. */
export class ParameterState {
  private readonly context: WebglContext;
  private readonly targets: readonly [RenderTarget, RenderTarget];
  private readonly updates: readonly [Pass, Pass];
  private readonly gradient: RenderTarget;
  private readonly gradientPass: Pass;
  private readonly lossTexel = new Float32Array(4);
  private current: 0 | 1 = 0;
  private readonly correction = new AdamCorrection();

  constructor(
    scope: Scope,
    private readonly programs: Programs,
    parameters: Float32Array,
    private readonly channels: number,
  ) {
    const { gl, context } = scope;
    const state = () => new RenderTarget(scope, parameterColumns, parameterRows, stateLayers);
    const update = (target: RenderTarget) => ({ program: programs.get('adam'), target, instances: wholeTarget });
    this.context = context;
    this.targets = [state(), state()];
    this.updates = [update(this.targets[1]), update(this.targets[0])];
    this.gradient = new RenderTarget(scope, parameterColumns, parameterRows, 1);
    this.gradientPass = { program: programs.get('gradient'), target: this.gradient, instances: wholeTarget };
    this.bind();
    const texels = packParameters(parameters, channels);
    const size = [parameterColumns, parameterRows, 1] as const;
    gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, 0, ...size, gl.RGBA, gl.FLOAT, texels);
  }

  /** Makes the draws that follow read the present parameters. */
  bind(): void {
    bindSampler(this.context, 'parameters', this.targets[this.current].texture);
  }

  /**
   * One Adam step along the gradient of the partial sums.
   * @param startLoss whether to forget the losses of earlier steps
   */
  update(learningRate: number, startLoss: boolean): void {
    const { gl } = this.context;
    const { rate, scale } = this.correction.next(learningRate);
    const pass = this.updates[this.current];
    gl.useProgram(pass.program);
    gl.uniform3f(this.programs.adamStep, rate, scale, startLoss ? 0 : 1);
    draw(this.context, pass);
    this.current = this.current === 0 ? 1 : 0;
    this.bind();
  }

  /** Adds the partial sums up without using them. */
  sumGradient(): void {
    draw(this.context, this.gradientPass);
  }

  /** The mean loss of the last `steps` updates, which began with `startLoss`. */
  readMeanLoss(steps: number): LossTerms {
    this.targets[this.current].read(0, lossColumn, biasRow, 1, 1, this.lossTexel);
    return toLossTerms(this.lossTexel.map((sum) => sum / steps));
  }

  /** What sumGradient() made: the gradient laid out as the parameter vector, and the loss. */
  readGradient(): { loss: LossTerms; gradient: Float32Array } {
    const texels = this.readWhole(this.gradient);
    const loss = toLossTerms(texels.subarray(4 * (biasRow * parameterColumns + lossColumn)));
    return { loss, gradient: unpackParameters(texels, this.channels) };
  }

  /** The parameter vector. */
  read(): Float32Array {
    return unpackParameters(this.readWhole(this.targets[this.current]), this.channels);
  }

  private readWhole(target: RenderTarget): Float32Array {
    const texels = new Float32Array(parameterFloats);
    target.read(0, 0, 0, parameterColumns, parameterRows, texels);
    return texels;
  }
}
