import { type LossTerms, toLossTerms } from '../../networks/loss';
import { embedding, type Parameter, type ParameterName, parameterCount, parameterLayout } from '../../networks/zsN2n';
import { AdamCorrection } from '../adam';
import type { FusedSetup } from '../fused';
import { activationBytes, type Plane, pixelOffset } from './canvas';
import { CropLoss } from './cropLoss';
import type { Kernels } from './kernels';
import { type MemoryPlan, planMemory, reserveMemory } from './memoryPlan';
import { TileInference } from './tileInference';
import { instantiateKernels } from './wasmModule';

/**
 * The network of one image in a WebAssembly memory of its own, with the gradients of a batch's crops and the optimiser's
 * state. Everything here is synchronous and runs on the calling thread.
 */
export class WasmNetwork {
  /** Addresses of the parameters; those of a gradient lie at the same distances. */
  private readonly layout: Record<ParameterName, Parameter>;
  private readonly floats: Float32Array;
  private readonly loss: CropLoss;
  private readonly inference: TileInference;
  private readonly correction = new AdamCorrection();

  /** @throws DenoiseError `out-of-memory` when there is not enough memory */
  static async create(module: WebAssembly.Module, setup: FusedSetup): Promise<WasmNetwork> {
    const { kernels, memory } = await instantiateKernels(module);
    const plan = planMemory(kernels, setup);
    reserveMemory(memory, plan);
    return new WasmNetwork(kernels, memory.buffer, plan, setup);
  }

  private constructor(
    private readonly kernels: Kernels,
    buffer: ArrayBuffer,
    private readonly plan: MemoryPlan,
    private readonly setup: FusedSetup,
  ) {
    const { channels, parameters } = setup;
    this.layout = Object.fromEntries(parameterLayout(channels).map((p) => [p.name, p])) as typeof this.layout;
    this.floats = new Float32Array(buffer);
    this.loss = new CropLoss(kernels, buffer, plan, setup);
    new Uint32Array(buffer).set(plan.crop.tileOffsets, plan.crop.tiles / 4);
    this.setParameters(parameters);
    this.inference = new TileInference(kernels, buffer, plan, channels, {
      inputFilters: this.addressOf('w1'),
      inputBias: this.addressOf('b1'),
      hiddenBias: this.addressOf('b2'),
      outputBias: this.addressOf('b3'),
    });
  }

  /**
   * Computes loss and gradient of one crop.
   * @param offset where the crop starts in `crops`; see CropShape
   * @param slot which of the batch's gradients to overwrite
   */
  differentiate(crops: Float32Array, offset: number, slot: number): LossTerms {
    this.placeCrop(crops, offset);
    this.forward();
    const terms = toLossTerms(this.loss.differentiate());
    this.backward(this.plan.cropGradients + slot * this.plan.parameterBytes);
    return terms;
  }

  /** A view of one crop's gradient, as long as the parameter vector; for reading and for filling in another thread's. */
  cropGradient(slot: number): Float32Array {
    return this.view(this.plan.cropGradients + slot * this.plan.parameterBytes);
  }

  /** The mean of the crops' gradients, as a view that the next call overwrites. */
  meanGradient(): Float32Array {
    const { cropGradients, gradient, parameterBytes } = this.plan;
    this.kernels.averageGradients(cropGradients, this.setup.batch, parameterBytes, gradient);
    return this.view(gradient);
  }

  /** One Adam step along the mean of the crops' gradients. */
  update(learningRate: number): void {
    const { parameters, gradient, firstMoment, secondMoment, parameterBytes } = this.plan;
    this.meanGradient();
    const { rate, scale } = this.correction.next(learningRate);
    this.kernels.stepAdam(parameters, gradient, firstMoment, secondMoment, parameterBytes, rate, scale);
    this.deriveFilters();
  }

  /** Replaces the parameters; the optimiser's state stays. */
  setParameters(parameters: Float32Array): void {
    this.floats.set(parameters, this.plan.parameters / 4);
    this.deriveFilters();
  }

  /** A view of the parameters, which the next update changes. */
  parameters(): Float32Array {
    return this.view(this.plan.parameters);
  }

  /** Writes f(tile) of the rows from `firstRow` to before `endRow` into `result`; see TileInference. */
  inferRows(
    tile: Float32Array,
    height: number,
    width: number,
    firstRow: number,
    endRow: number,
    result: Float32Array,
  ): void {
    this.inference.run(tile, height, width, firstRow, endRow, result);
  }

  private view(address: number): Float32Array {
    return this.floats.subarray(address / 4, address / 4 + parameterCount(this.setup.channels));
  }

  private addressOf(name: ParameterName, base = this.plan.parameters): number {
    return base + this.layout[name].offset * 4;
  }

  /** Brings the filters into the layouts that the kernels want; due after every change of the parameters. */
  private deriveFilters(): void {
    const { kernels, plan, setup } = this;
    const hiddenFilters = this.addressOf('w2');
    kernels.transformHiddenFilters(hiddenFilters, plan.forwardFilters);
    kernels.transposeHiddenFilters(hiddenFilters, plan.transposedHiddenFilters);
    kernels.transformHiddenFilters(plan.transposedHiddenFilters, plan.backwardFilters);
    kernels.transpose(this.addressOf('w3'), embedding, setup.channels, plan.outputFilters);
  }

  private get imagePixelBytes(): number {
    return this.setup.channels * 4;
  }

  private get imageRowBytes(): number {
    return this.plan.crop.canvas.columns * this.imagePixelBytes;
  }

  private get hiddenRowBytes(): number {
    return this.plan.crop.canvas.columns * activationBytes;
  }

  private imageOffset({ top, left }: Plane): number {
    return pixelOffset(this.plan.crop.canvas, top, left, this.imagePixelBytes);
  }

  /** Above and to the left of the plane, where a 3x3 filter starts. */
  private imageCorner({ top, left }: Plane): number {
    return this.plan.crop.images + pixelOffset(this.plan.crop.canvas, top - 1, left - 1, this.imagePixelBytes);
  }

  private hiddenOffset({ top, left }: Plane): number {
    return pixelOffset(this.plan.crop.canvas, top, left, activationBytes);
  }

  private get planes(): readonly Plane[] {
    const { y, d1, d2 } = this.plan.crop.canvas;
    return [y, d1, d2];
  }

  private placeCrop(crops: Float32Array, offset: number): void {
    const { crop } = this.plan;
    const { channels, cropHeight, cropWidth } = this.setup;
    const rowFloats = cropWidth * channels;
    for (let row = 0; row < cropHeight; row++) {
      const from = offset + row * rowFloats;
      const to = (crop.images + this.imageOffset(crop.canvas.y) + row * this.imageRowBytes) / 4;
      this.floats.set(crops.subarray(from, from + rowFloats), to);
    }
    this.loss.placePair(crops, offset);
  }

  private forward(): void {
    const { kernels, plan, imageRowBytes, hiddenRowBytes } = this;
    const { crop } = plan;
    const { channels } = this.setup;
    for (const plane of this.planes) {
      kernels.convolveInput(
        this.imageCorner(plane),
        imageRowBytes,
        channels,
        this.addressOf('w1'),
        this.addressOf('b1'),
        crop.hidden1 + this.hiddenOffset(plane),
        hiddenRowBytes,
        plane.height,
        plane.width,
      );
    }
    kernels.convolveHidden(
      crop.hidden1,
      crop.hidden2,
      hiddenRowBytes,
      crop.tiles,
      crop.tileOffsets.length,
      plan.forwardFilters,
      plan.workspace,
    );
    for (const plane of this.planes) {
      kernels.denoisePlane(
        crop.hidden2 + this.hiddenOffset(plane),
        hiddenRowBytes,
        this.addressOf('b2'),
        plan.outputFilters,
        this.addressOf('b3'),
        channels,
        crop.images + this.imageOffset(plane),
        crop.denoised + this.imageOffset(plane),
        imageRowBytes,
        plane.height,
        plane.width,
      );
    }
  }

  /** Takes dL/dN of the crop's planes back to the parameter vector at `gradient`. */
  private backward(gradient: number): void {
    const { kernels, plan, imageRowBytes, hiddenRowBytes } = this;
    const { crop } = plan;
    const { channels } = this.setup;
    const clear = (address: number, bytes: number) => this.floats.fill(0, address / 4, (address + bytes) / 4);
    clear(gradient, plan.parameterBytes);
    clear(plan.outputFilterGradient, channels * activationBytes);
    clear(plan.transformedGradient, kernels.transformedFilterBytes());

    for (const plane of this.planes) {
      kernels.backpropagateOutput(
        crop.noiseGradients + this.imageOffset(plane),
        imageRowBytes,
        channels,
        crop.hidden2 + this.hiddenOffset(plane),
        crop.hidden2Gradient + this.hiddenOffset(plane),
        hiddenRowBytes,
        plan.outputFilters,
        plan.outputFilterGradient,
        this.addressOf('b3', gradient),
        this.addressOf('b2', gradient),
        plane.height,
        plane.width,
      );
    }
    kernels.transpose(plan.outputFilterGradient, channels, embedding, this.addressOf('w3', gradient));

    const tiles = [crop.tiles, crop.tileOffsets.length] as const;
    kernels.accumulateHiddenFilterGradient(
      crop.hidden1,
      crop.hidden2Gradient,
      hiddenRowBytes,
      ...tiles,
      plan.transformedGradient,
      plan.workspace,
    );
    kernels.finishHiddenFilterGradient(plan.transformedGradient, this.addressOf('w2', gradient));

    const hidden1Gradient = crop.hidden2;
    kernels.convolveHidden(
      crop.hidden2Gradient,
      hidden1Gradient,
      hiddenRowBytes,
      ...tiles,
      plan.backwardFilters,
      plan.workspace,
    );
    for (const plane of this.planes) {
      const offset = this.hiddenOffset(plane);
      kernels.backpropagateActivation(
        hidden1Gradient + offset,
        crop.hidden1 + offset,
        hiddenRowBytes,
        this.addressOf('b1', gradient),
        plane.height,
        plane.width,
      );
      kernels.accumulateInputFilterGradient(
        this.imageCorner(plane),
        imageRowBytes,
        channels,
        hidden1Gradient + offset,
        hiddenRowBytes,
        this.addressOf('w1', gradient),
        plane.height,
        plane.width,
      );
    }
  }
}
