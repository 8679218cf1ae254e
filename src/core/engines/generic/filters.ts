import { type NetworkParameter, parametersOf } from '../../networks/parameters';
import type { NetworkShapes } from '../../networks/shapes';
import type { ConvolutionNode, NetworkSpec } from '../../networks/spec';
import { type Allocator, paddedChannels } from './canvas';
import type { Kernels } from './kernels';

/** Where a convolution's parameters, and what is made of them, are. */
export interface LayerFilters {
  readonly ins: number;
  readonly outs: number;
  readonly taps: number;
  /** In floats from the start of a parameter vector; the bias unset when there is none. */
  readonly weight: number;
  readonly bias: number | undefined;
  /** Address of the mask, 0 for none. */
  readonly mask: number;
  readonly packed: number;
  /** Those that take gradients back to the input. */
  readonly turned: number;
  /** Address of the bias as long as a pixel, 0 for none. */
  readonly packedBias: number;
  readonly packedGradient: number;
  readonly packedGradientBytes: number;
  readonly biasGradient: number;
}

/** The filters of a network's convolutions, in the layouts that kernels want. */
export class Filters {
  private readonly layers = new Map<string, LayerFilters>();

  /** Allocates them in memory that is zero, or is cleared before `placeMasks`. */
  constructor(
    private readonly kernels: Kernels,
    private readonly network: NetworkSpec,
    { nodes }: NetworkShapes,
    allocator: Allocator,
  ) {
    const parameters = new Map<string, NetworkParameter>(parametersOf(network).map((p) => [p.name, p]));
    for (const { node, inputs } of nodes) {
      if (node.op !== 'convolution') continue;
      const [ins, outs, taps] = [nodes[inputs[0]].channels, node.channels, node.kernel ** 2];
      const packedFloats = taps * paddedChannels(ins) * paddedChannels(outs);
      this.layers.set(node.name, {
        ins,
        outs,
        taps,
        weight: (parameters.get(`${node.name}.weight`) as NetworkParameter).offset,
        bias: parameters.get(`${node.name}.bias`)?.offset,
        mask: node.mask ? allocator.floats(taps) : 0,
        packed: allocator.floats(packedFloats),
        turned: allocator.floats(packedFloats),
        packedBias: node.bias ? allocator.floats(paddedChannels(outs)) : 0,
        packedGradient: allocator.floats(packedFloats),
        packedGradientBytes: 4 * packedFloats,
        biasGradient: allocator.floats(paddedChannels(outs)),
      });
    }
  }

  of({ name }: ConvolutionNode): LayerFilters {
    return this.layers.get(name) as LayerFilters;
  }

  placeMasks(floats: Float32Array): void {
    for (const node of this.network.nodes) {
      if (node.op === 'convolution' && node.mask) floats.set(node.mask, this.of(node).mask / 4);
    }
  }

  /** Due after every change of the parameters, which start at the address. */
  pack(floats: Float32Array, parameters: number): void {
    for (const { weight, bias, mask, packed, turned, packedBias, taps, ins, outs } of this.layers.values()) {
      this.kernels.packFilters(parameters + 4 * weight, mask, packed, taps, ins, outs, false);
      this.kernels.packFilters(parameters + 4 * weight, mask, turned, taps, ins, outs, true);
      if (bias === undefined) continue;
      const from = parameters / 4 + bias;
      floats.copyWithin(packedBias / 4, from, from + outs);
    }
  }

  clearGradients(floats: Float32Array): void {
    for (const { packedGradient, packedGradientBytes, biasGradient, outs } of this.layers.values()) {
      floats.fill(0, packedGradient / 4, (packedGradient + packedGradientBytes) / 4);
      floats.fill(0, biasGradient / 4, biasGradient / 4 + paddedChannels(outs));
    }
  }

  /** Brings the gradients into a parameter vector at the address. */
  unpackGradients(floats: Float32Array, gradient: number): void {
    for (const { weight, bias, mask, packedGradient, biasGradient, taps, ins, outs } of this.layers.values()) {
      this.kernels.unpackFilterGradient(packedGradient, mask, gradient + 4 * weight, taps, ins, outs);
      if (bias !== undefined) floats.copyWithin(gradient / 4 + bias, biasGradient / 4, biasGradient / 4 + outs);
    }
  }
}
