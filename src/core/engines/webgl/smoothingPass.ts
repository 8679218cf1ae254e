import type { WebglContext } from '../gpu/context';
import type { AtlasLayout } from './atlas';
import { imageTarget } from './forwardPass';
import type { Geometry } from './geometry';
import type { Pass } from './pass';
import { bindSampler, type Programs } from './program';
import type { RenderTarget } from './renderTarget';
import type { Scope } from './scope';

/** From f(y) of the half planes to the smoothing term's gradient by it: three draws, for a loss that has the term. */
export class SmoothingPass {
  readonly passes: readonly Pass[];
  private readonly context: WebglContext;
  private readonly contrast: RenderTarget;
  private readonly detail: RenderTarget;
  private readonly gradient: RenderTarget;

  constructor(scope: Scope, programs: Programs, layout: AtlasLayout, { images: instances }: Geometry) {
    this.context = scope.context;
    this.contrast = imageTarget(scope, layout);
    this.detail = imageTarget(scope, layout);
    this.gradient = imageTarget(scope, layout);
    this.passes = [
      { program: programs.get('contrast'), target: this.contrast, instances },
      { program: programs.get('detail'), target: this.detail, instances },
      { program: programs.get('smoothingGradient'), target: this.gradient, instances },
    ];
  }

  bindSamplers(): void {
    bindSampler(this.context, 'contrast', this.contrast.texture);
    bindSampler(this.context, 'detail', this.detail.texture);
    bindSampler(this.context, 'smoothingGradient', this.gradient.texture);
  }
}
