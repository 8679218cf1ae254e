import type { WebglContext } from '../gpu/context';
import type { AtlasLayout } from './atlas';
import type { Geometry } from './geometry';
import type { Pass } from './pass';
import { bindSampler, type Programs } from './program';
import { RenderTarget } from './renderTarget';
import type { Scope } from './scope';
import { hiddenGrid } from './shaders/common';

/** Pixels of a block. */
const layers = 4;

export const imageTarget = (scope: Scope, { width, height }: AtlasLayout) =>
  new RenderTarget(scope, width, height, layers);

export const hiddenTarget = (scope: Scope, { width, height }: AtlasLayout) =>
  new RenderTarget(scope, width * hiddenGrid[0], height * hiddenGrid[1], layers);

/** The network over all planes of an atlas: four draws, from the crop texture to f(y). */
export class ForwardPass {
  readonly passes: readonly Pass[];
  private readonly context: WebglContext;
  readonly images: RenderTarget;
  readonly hidden1: RenderTarget;
  readonly hidden2: RenderTarget;
  readonly denoised: RenderTarget;

  constructor(scope: Scope, programs: Programs, layout: AtlasLayout, geometry: Geometry) {
    this.context = scope.context;
    this.images = imageTarget(scope, layout);
    this.hidden1 = hiddenTarget(scope, layout);
    this.hidden2 = hiddenTarget(scope, layout);
    this.denoised = imageTarget(scope, layout);
    this.passes = [
      { program: programs.get('place'), target: this.images, instances: geometry.images },
      { program: programs.get('hidden1'), target: this.hidden1, instances: geometry.hidden },
      { program: programs.get('hidden2'), target: this.hidden2, instances: geometry.hidden },
      { program: programs.get('denoised'), target: this.denoised, instances: geometry.images },
    ];
  }

  bindSamplers(): void {
    bindSampler(this.context, 'images', this.images.texture);
    bindSampler(this.context, 'hidden1', this.hidden1.texture);
    bindSampler(this.context, 'hidden2', this.hidden2.texture);
    bindSampler(this.context, 'denoised', this.denoised.texture);
  }
}
