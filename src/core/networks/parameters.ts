import { networkShapes } from './shapes';
import type { NetworkSpec } from './spec';

export interface NetworkParameter {
  /** "NODE.weight" or "NODE.bias". */
  readonly name: string;
  /** Kernels are [kernelY][kernelX][in][out], biases [out]. */
  readonly shape: readonly number[];
  /** Where it starts in the flat parameter vector. */
  readonly offset: number;
  readonly size: number;
  /** Inputs that reach one output: kernelY * kernelX * in, also for the bias of the same layer. */
  readonly fanIn: number;
}

/**
 * The parameters in the order in which they lie in the flat vector: node after node, each its weight, then its bias.
 * @throws Error for a network that is wrong, see networkShapes
 */
export function parametersOf(network: NetworkSpec): readonly NetworkParameter[] {
  const { nodes } = networkShapes(network);
  const layout: NetworkParameter[] = [];
  let offset = 0;
  const add = (name: string, shape: number[], fanIn: number) => {
    const size = shape.reduce((a, b) => a * b, 1);
    layout.push({ name, shape, offset, size, fanIn });
    offset += size;
  };
  for (const { node, inputs } of nodes) {
    if (node.op !== 'convolution') continue;
    const { name, kernel, channels, bias } = node;
    const ins = nodes[inputs[0]].channels;
    const fanIn = node.fanIn ?? kernel * kernel * ins;
    add(`${name}.weight`, [kernel, kernel, ins, channels], fanIn);
    if (bias) add(`${name}.bias`, [channels], fanIn);
  }
  return layout;
}

/** Floats of the flat parameter vector. */
export function parametersIn(network: NetworkSpec): number {
  return parametersOf(network).reduce((sum, { size }) => sum + size, 0);
}

/**
 * Weights and biases uniform in ±1/sqrt(fanIn), as PyTorch's Conv2d starts. Returns the flat parameter vector.
 * @param random gives numbers uniform in [0, 1)
 */
export function startingParameters(network: NetworkSpec, random: { next(): number }): Float32Array {
  const layout = parametersOf(network);
  const parameters = new Float32Array(layout.reduce((sum, { size }) => sum + size, 0));
  for (const { offset, size, fanIn } of layout) {
    const bound = 1 / Math.sqrt(fanIn);
    for (let i = offset; i < offset + size; i++) parameters[i] = (2 * random.next() - 1) * bound;
  }
  return parameters;
}
