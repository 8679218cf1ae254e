import type { LossTerms } from '../../networks/loss';
import { parametersIn } from '../../networks/parameters';
import { type NetworkShapes, networkShapes } from '../../networks/shapes';
import { AdamCorrection } from '../adam';
import type { TrainerSetup } from '../engine';
import { reserveMemory } from '../wasm/memoryPlan';
import { instantiateKernels } from '../wasm/wasmModule';
import { Allocator } from './canvas';
import { Filters } from './filters';
import type { Kernels } from './kernels';
import { createObjective, type TrainingObjective } from './objective';
import { layTape, type Tape } from './tape';

const pageBytes = 65536;

/** Addresses of vectors as long as the parameters, rounded up to whole SIMD vectors. */
interface ParameterMemory {
  readonly bytes: number;
  readonly parameters: number;
  readonly firstMoment: number;
  readonly secondMoment: number;
  readonly gradient: number;
  /** [crop of the batch] */
  readonly cropGradients: number;
}

/**
 * Any network in a WebAssembly memory of its own, with the gradients of a batch's crops and the optimiser's state. The
 * memory is laid out once for training and once for every size of tile. Everything here is synchronous.
 */
export class GenericNetwork {
  private readonly shapes: NetworkShapes;
  private readonly count: number;
  private readonly vectors: ParameterMemory;
  private readonly filters: Filters;
  private readonly objective: TrainingObjective;
  /** Where tiles are laid out, from there on. */
  private readonly tileStart: number;
  private tile: (Tape & { readonly height: number; readonly width: number }) | undefined;
  private floats = new Float32Array(0);
  private readonly correction = new AdamCorrection();

  /** @throws DenoiseError `out-of-memory` when there is not enough memory */
  static async create(module: WebAssembly.Module, setup: TrainerSetup): Promise<GenericNetwork> {
    const { kernels, memory } = await instantiateKernels<Kernels>(module);
    return new GenericNetwork(kernels, memory, setup);
  }

  private constructor(
    private readonly kernels: Kernels,
    private readonly memory: WebAssembly.Memory,
    private readonly setup: TrainerSetup,
  ) {
    const { program, batch, parameters } = setup;
    const { network } = program;
    this.shapes = networkShapes(network);
    this.count = parametersIn(network);
    const allocator = new Allocator(kernels.heapBase());
    const bytes = Math.ceil(this.count / 4) * 16;
    this.vectors = {
      bytes,
      parameters: allocator.allocate(bytes),
      firstMoment: allocator.allocate(bytes),
      secondMoment: allocator.allocate(bytes),
      gradient: allocator.allocate(bytes),
      cropGradients: allocator.allocate(batch * bytes),
    };
    this.filters = new Filters(kernels, network, this.shapes, allocator);
    this.objective = createObjective({ kernels, shapes: this.shapes, filters: this.filters }, setup, allocator);
    this.tileStart = allocator.end;
    this.reserve(this.tileStart);
    this.filters.placeMasks(this.floats);
    this.setParameters(parameters);
  }

  /**
   * Computes loss and gradient of one crop.
   * @param offset where the crop starts in `crops`; see Program
   * @param slot which of the batch's gradients to overwrite
   */
  differentiate(crops: Float32Array, offset: number, slot: number): LossTerms {
    const { floats, filters, vectors } = this;
    filters.clearGradients(floats);
    const terms = this.objective.differentiate(floats, crops, offset);
    filters.unpackGradients(floats, vectors.cropGradients + slot * vectors.bytes);
    return terms;
  }

  /** The mean of the crops' gradients, as a view that the next call overwrites. */
  meanGradient(): Float32Array {
    const { cropGradients, gradient, bytes } = this.vectors;
    this.kernels.averageGradients(cropGradients, this.setup.batch, bytes, gradient);
    return this.view(gradient);
  }

  /** One Adam step along the mean of the crops' gradients. */
  update(learningRate: number): void {
    const { parameters, gradient, firstMoment, secondMoment, bytes } = this.vectors;
    this.meanGradient();
    const { rate, scale } = this.correction.next(learningRate);
    this.kernels.stepAdam(parameters, gradient, firstMoment, secondMoment, bytes, rate, scale);
    this.filters.pack(this.floats, parameters);
  }

  /** Replaces the parameters; the optimiser's state stays. */
  setParameters(parameters: Float32Array): void {
    this.floats.set(parameters, this.vectors.parameters / 4);
    this.filters.pack(this.floats, this.vectors.parameters);
  }

  /** A view of the parameters, which the next update changes. */
  parameters(): Float32Array {
    return this.view(this.vectors.parameters);
  }

  /** @throws DenoiseError `out-of-memory`; the network is as it was then */
  infer(image: Float32Array, height: number, width: number): Float32Array {
    const { alignment, nodes, output } = this.shapes;
    if (height % alignment || width % alignment) throw new Error(`tiles must have sides of multiples of ${alignment}`);
    const tile = this.tileOf(height, width);
    this.floats.set(image, tile.image / 4);
    for (const layer of tile.layers) layer.forward();
    const result = tile.values[output];
    const { channels } = nodes[output];
    const pixelBytes = 4 * channels;
    const from = [result.address, result.rowBytes, result.pixelBytes] as const;
    this.kernels.copyChannels(...from, tile.result, width * pixelBytes, pixelBytes, channels, height, width, false);
    return this.floats.slice(tile.result / 4, tile.result / 4 + height * width * channels);
  }

  private view(address: number): Float32Array {
    return this.floats.subarray(address / 4, address / 4 + this.count);
  }

  /** Makes sure that the memory reaches so far. */
  private reserve(end: number): void {
    reserveMemory(this.memory, { pages: Math.ceil(end / pageBytes) });
    this.floats = new Float32Array(this.memory.buffer);
  }

  private tileOf(height: number, width: number): Tape {
    if (this.tile?.height === height && this.tile.width === width) return this.tile;
    this.tile = undefined;
    const allocator = new Allocator(this.tileStart);
    const { kernels, shapes, filters } = this;
    const tape = layTape({ kernels, shapes, filters }, allocator, height, width, false);
    this.reserve(tape.end);
    this.floats.fill(0, tape.start / 4, tape.end / 4);
    this.tile = { ...tape, height, width };
    return this.tile;
  }
}
