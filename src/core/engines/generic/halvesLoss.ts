import { type CropShape, maskFloats } from '../../networks/crop';
import { type LossTerms, lossTermCount, toLossTerms } from '../../networks/loss';
import type { TrainerSetup } from '../engine';
import { type HalvesObjective, halvesCrop } from '../program';
import { cropCanvas, type Plane, pixelOffset } from '../wasm/canvas';
import { CropLoss, type LossPlan } from '../wasm/cropLoss';
import type { Allocator, Canvas } from './canvas';
import type { TrainingObjective } from './objective';
import { layTape, type NetworkParts, runBackward, runForward, type Tape } from './tape';

/** See HalvesObjective: the network runs on the crop and on both of its pair, and the fused engine's loss compares. */
export class HalvesLoss implements TrainingObjective {
  private readonly shape: CropShape;
  private readonly plan: LossPlan;
  /** From the start of the loss's canvases to its planes, and the tapes that the network runs on for each. */
  private readonly runs: readonly { readonly plane: Plane; readonly offset: number; readonly tape: Tape }[];
  private loss: { readonly of: CropLoss; readonly buffer: ArrayBufferLike } | undefined;

  constructor(
    private readonly parts: NetworkParts,
    { program, cropHeight, cropWidth }: TrainerSetup,
    objective: HalvesObjective,
    allocator: Allocator,
  ) {
    const { kernels, shapes } = parts;
    if ((cropHeight / 2) % shapes.alignment || (cropWidth / 2) % shapes.alignment) {
      throw new Error(`halves of crops must have sides of multiples of ${shapes.alignment}`);
    }
    this.shape = halvesCrop(program.network, objective, cropHeight, cropWidth);
    const { channels, loss } = this.shape;
    const canvas = cropCanvas(cropHeight, cropWidth);
    const { y, d1, d2 } = canvas;
    const images = () => allocator.floats(canvas.rows * canvas.columns * channels);
    this.plan = {
      loss: allocator.allocate(8 * lossTermCount),
      crop: {
        canvas,
        images: images(),
        denoised: images(),
        targets: images(),
        noiseGradients: images(),
        mask: allocator.floats(maskFloats(this.shape)),
        luminance: allocator.floats(channels),
        smoothingWorkspace: allocator.allocate(
          loss.smoothing ? kernels.smoothingWorkspaceBytes(channels, d1.height, d1.width) : 0,
        ),
      },
    };
    this.runs = [y, d1, d2].map((plane) => ({
      plane,
      offset: pixelOffset(canvas, plane.top, plane.left, 4 * channels),
      tape: layTape(parts, allocator, plane.height, plane.width, true),
    }));
  }

  differentiate(floats: Float32Array, crops: Float32Array, offset: number): LossTerms {
    const loss = this.lossIn(floats.buffer as ArrayBuffer);
    const { images, denoised, noiseGradients } = this.plan.crop;
    const [{ plane, offset: start }] = this.runs;
    const rowFloats = plane.width * this.shape.channels;
    for (let row = 0; row < plane.height; row++) {
      const from = offset + row * rowFloats;
      floats.set(crops.subarray(from, from + rowFloats), (images + start + row * this.rowBytes) / 4);
    }
    loss.placePair(crops, offset);
    for (const run of this.runs) {
      this.copy(
        this.planeAt(images, run.offset),
        tightImage(run.tape.image, run.plane, this.shape.channels),
        run.plane,
      );
      runForward(run.tape);
      this.copy(run.tape.values[this.parts.shapes.output], this.planeAt(denoised, run.offset), run.plane);
    }
    const terms = toLossTerms(loss.differentiate());
    for (const run of this.runs) {
      runBackward(run.tape, floats, () => this.placeGradient(this.planeAt(noiseGradients, run.offset), run.tape));
    }
    return terms;
  }

  private get rowBytes(): number {
    return this.plan.crop.canvas.columns * this.shape.channels * 4;
  }

  private planeAt(canvas: number, offset: number): PixelRows {
    return { address: canvas + offset, rowBytes: this.rowBytes, pixelBytes: 4 * this.shape.channels };
  }

  /** The loss keeps views of the memory, which are void once it has grown. */
  private lossIn(buffer: ArrayBuffer): CropLoss {
    if (this.loss?.buffer !== buffer) {
      this.loss = { of: new CropLoss(this.parts.kernels, buffer, this.plan, this.shape), buffer };
    }
    return this.loss.of;
  }

  /** The loss tells the gradient of the noise, which is that of f turned round. */
  private placeGradient(noiseGradient: PixelRows, tape: Tape): void {
    const to = tape.gradients[this.parts.shapes.output] as Canvas;
    this.copy(noiseGradient, to, to);
    const plane = [to.address, to.rowBytes] as const;
    this.parts.kernels.addScaled(...plane, ...plane, -2, ...plane, to.height, to.width * to.pixelBytes);
  }

  private copy(from: PixelRows, to: PixelRows, { height, width }: { height: number; width: number }): void {
    const [source, target] = [from, to].map(
      ({ address, rowBytes, pixelBytes }) => [address, rowBytes, pixelBytes] as const,
    );
    this.parts.kernels.copyChannels(...source, ...target, this.shape.channels, height, width, false);
  }
}

type PixelRows = Pick<Canvas, 'address' | 'rowBytes' | 'pixelBytes'>;

/** [height][width][channel] without borders. */
const tightImage = (address: number, { width }: Plane, channels: number): PixelRows => ({
  address,
  rowBytes: 4 * channels * width,
  pixelBytes: 4 * channels,
});
