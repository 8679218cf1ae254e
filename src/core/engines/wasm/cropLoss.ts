import { type CropShape, maskFloats, sampleFloats } from '../../networks/crop';
import { lossTermCount, luminanceWeights } from '../../networks/loss';
import { type Plane, pixelOffset } from './canvas';
import type { LossKernels } from './kernels';
import type { CropPlan } from './memoryPlan';

/** Where its parts are in the memory; see MemoryPlan. */
export interface LossPlan {
  readonly loss: number;
  readonly crop: Pick<
    CropPlan,
    'canvas' | 'images' | 'denoised' | 'targets' | 'noiseGradients' | 'mask' | 'luminance' | 'smoothingWorkspace'
  >;
}

/** The loss of the crop whose canvases are in a WebAssembly memory: makes the pair y1, y2 before the network runs, and dL/dN after. */
export class CropLoss {
  private readonly mask: Float32Array;
  private readonly terms: Float64Array;
  /** From the start of a canvas to its planes. */
  private readonly y: number;
  private readonly first: number;
  private readonly second: number;
  /** Last arguments of the kernels that run over the halves. */
  private readonly halves: readonly [rowBytes: number, channels: number, height: number, width: number];

  constructor(
    private readonly kernels: LossKernels,
    buffer: ArrayBuffer,
    private readonly plan: LossPlan,
    private readonly shape: CropShape,
  ) {
    const { canvas, mask, luminance } = plan.crop;
    const pixelBytes = shape.channels * 4;
    const offset = ({ top, left }: Plane) => pixelOffset(canvas, top, left, pixelBytes);
    this.mask = new Float32Array(buffer, mask, maskFloats(shape));
    this.terms = new Float64Array(buffer, plan.loss, lossTermCount);
    this.y = offset(canvas.y);
    this.first = offset(canvas.d1);
    this.second = offset(canvas.d2);
    this.halves = [canvas.columns * pixelBytes, shape.channels, canvas.d1.height, canvas.d1.width];
    new Float32Array(buffer, luminance, shape.channels).set(luminanceWeights(shape.channels));
  }

  /**
   * Makes y1 and y2 of the y in the canvas of images.
   * @param offset where the crop starts in `crops`; see CropShape
   */
  placePair(crops: Float32Array, offset: number): void {
    const start = offset + sampleFloats(this.shape);
    this.mask.set(crops.subarray(start, start + this.mask.length));
    this.halve(this.plan.crop.images, this.plan.crop.images);
  }

  /** Writes dL/dN of y, y1 and y2; returns the terms as a view that the next crop overwrites. */
  differentiate(): Float64Array {
    const { kernels, plan, shape, first, second, halves } = this;
    const { images, denoised, noiseGradients, targets } = plan.crop;
    const { residual, consistency } = shape.loss;
    const [target1, target2] = consistency.crossed ? [second, first] : [first, second];
    this.halve(denoised, targets);
    kernels.differentiateLoss(
      images + first,
      images + second,
      denoised + first,
      denoised + second,
      targets + target1,
      targets + target2,
      noiseGradients + first,
      noiseGradients + second,
      ...halves,
      residual.weight,
      consistency.weight,
      plan.loss,
    );
    this.exchange(targets);
    kernels.spreadHalves(targets + first, targets + second, noiseGradients + this.y, ...halves);
    this.smooth();
    return this.terms;
  }

  /** Makes the pair of the y in one canvas in another. */
  private halve(from: number, to: number): void {
    this.kernels.downSample(from + this.y, to + this.first, to + this.second, ...this.halves);
    this.exchange(to);
  }

  private exchange(canvas: number): void {
    if (!this.shape.loss.masked) return;
    this.kernels.exchangeHalves(canvas + this.first, canvas + this.second, this.plan.crop.mask, ...this.halves);
  }

  private smooth(): void {
    const { kernels, plan, shape, first, second, halves } = this;
    const { smoothing } = shape.loss;
    if (!smoothing) return;
    const { denoised, noiseGradients, luminance, smoothingWorkspace } = plan.crop;
    kernels.differentiateSmoothing(
      denoised + first,
      denoised + second,
      noiseGradients + first,
      noiseGradients + second,
      ...halves,
      smoothing.weight,
      smoothing.stability,
      luminance,
      smoothingWorkspace,
      plan.loss + 2 * Float64Array.BYTES_PER_ELEMENT,
    );
  }
}
