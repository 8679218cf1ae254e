import type { LossDescription } from '../../networks/loss';
import type { WebglContext } from '../gpu/context';
import type { AtlasLayout } from './atlas';
import { type ForwardPass, hiddenTarget, imageTarget } from './forwardPass';
import type { Geometry } from './geometry';
import { regionGrid, regionHeight, regionWidth } from './gradientSums';
import type { Pass } from './pass';
import { bindSampler, type Programs } from './program';
import { RenderTarget } from './renderTarget';
import type { Scope } from './scope';
import { SmoothingPass } from './smoothingPass';

/** From f(y) of all planes to the partial sums of gradient and loss: seven draws, three more for a smoothing term. */
export class BackwardPass {
  readonly passes: readonly Pass[];
  private readonly context: WebglContext;
  private readonly outputGradient: RenderTarget;
  private readonly hidden2Gradient: RenderTarget;
  /** The second layer's activations are no longer needed when the first layer's gradient is made: they share memory. */
  private readonly hidden1Gradient: RenderTarget;
  private readonly partialSums: RenderTarget;
  private readonly smoothing: SmoothingPass | undefined;

  constructor(
    scope: Scope,
    programs: Programs,
    layout: AtlasLayout,
    geometry: Geometry,
    forward: ForwardPass,
    loss: LossDescription,
  ) {
    this.context = scope.context;
    const [columns, rows] = regionGrid(layout.segments.length);
    this.outputGradient = imageTarget(scope, layout);
    this.hidden2Gradient = hiddenTarget(scope, layout);
    this.hidden1Gradient = forward.hidden2;
    this.partialSums = new RenderTarget(scope, columns * regionWidth, rows * regionHeight, 4);
    this.smoothing = loss.smoothing && new SmoothingPass(scope, programs, layout, geometry);
    const { images, hidden, segments } = geometry;
    const sums = { target: this.partialSums, instances: segments };
    this.passes = [
      ...(this.smoothing?.passes ?? []),
      { program: programs.get('outputGradient'), target: this.outputGradient, instances: images },
      { program: programs.get('lossSum'), ...sums },
      { program: programs.get('outputFilterGradient'), ...sums },
      { program: programs.get('hidden2Gradient'), target: this.hidden2Gradient, instances: hidden },
      { program: programs.get('hiddenFilterGradient'), ...sums },
      { program: programs.get('hidden1Gradient'), target: this.hidden1Gradient, instances: hidden },
      { program: programs.get('inputFilterGradient'), ...sums },
    ];
  }

  bindSamplers(): void {
    bindSampler(this.context, 'outputGradient', this.outputGradient.texture);
    bindSampler(this.context, 'hidden2Gradient', this.hidden2Gradient.texture);
    bindSampler(this.context, 'hidden1Gradient', this.hidden1Gradient.texture);
    bindSampler(this.context, 'partialSums', this.partialSums.texture);
    this.smoothing?.bindSamplers();
  }
}
