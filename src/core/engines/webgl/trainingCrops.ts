import { splitCrops } from '../crops';
import type { FusedSetup } from '../fused';
import { CropTexture } from './cropTexture';
import type { Scope } from './scope';

/** The crops of the next steps on the GPU, and their masks where the loss wants some. */
export class TrainingCrops {
  /** Steps there is room for. */
  readonly steps: number;
  private readonly samples: CropTexture;
  private readonly masks: CropTexture | undefined;

  /** @throws DenoiseError `out-of-memory` when a step does not fit */
  constructor(
    scope: Scope,
    private readonly setup: FusedSetup,
    wantedSteps: number,
  ) {
    const { channels, cropHeight, cropWidth, batch, loss } = setup;
    this.samples = new CropTexture(scope, 'crops', cropWidth, cropHeight * batch, channels, wantedSteps);
    this.steps = this.samples.steps;
    if (!loss.masked) return;
    this.masks = new CropTexture(scope, 'masks', cropWidth / 2, (cropHeight / 2) * batch, channels, this.steps);
  }

  /** Replaces the first `steps` layers by the crops of these steps; see CropShape. */
  upload(crops: Float32Array, firstStep: number, steps: number): void {
    const { batch } = this.setup;
    const { samples, masks } = splitCrops(crops, this.setup, firstStep * batch, steps * batch);
    this.samples.upload(samples, steps);
    this.masks?.upload(masks, steps);
  }

  bind(): void {
    this.samples.bind();
    this.masks?.bind();
  }
}
