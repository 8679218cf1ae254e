import { networkShapes } from './shapes';
import type { NetworkSpec, NodeSpec } from './spec';

/** What tiles must be like for the tiled result to be that of the whole image. */
export interface Margin {
  /** Pixels that a result depends on beyond its own block of `alignment` x `alignment`, each way; a multiple of `alignment`. */
  readonly radius: number;
  /** Tiles start and end, and images have sides, at multiples of it. */
  readonly alignment: number;
}

/**
 * The margin that tiled inference needs: the receptive field of an aligned block, followed from the result to the image.
 * @throws Error for a network that is wrong, see networkShapes
 */
export function marginOf(network: NetworkSpec): Margin {
  const { nodes, output, alignment } = networkShapes(network);
  const needed: [first: number, last: number][] = nodes.map(() => [Infinity, -Infinity]);
  needed[output] = [0, alignment - 1];
  let [first, last] = needed[output];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const { node, inputs } = nodes[i];
    if (needed[i][0] > needed[i][1]) continue;
    const [from, to] = needs(node, ...needed[i]);
    for (const input of inputs) needed[input] = [Math.min(needed[input][0], from), Math.max(needed[input][1], to)];
    if (node.op === 'input') [first, last] = [Math.min(first, from), Math.max(last, to)];
  }
  const radius = Math.max(-first, last - (alignment - 1));
  return { radius: Math.ceil(radius / alignment) * alignment, alignment };
}

/** The rows of what a node reads that its rows `first` to `last` need. */
function needs(node: NodeSpec, first: number, last: number): [number, number] {
  switch (node.op) {
    case 'convolution':
    case 'coverage': {
      const { kernel, stride, dilation, padding } = node;
      return [first * stride - padding, last * stride - padding + dilation * (kernel - 1)];
    }
    case 'maxPool':
    case 'averagePool':
      return [2 * first, 2 * last + 1];
    case 'upsample':
      return [Math.floor(first / 2), Math.floor(last / 2)];
    default:
      return [first, last];
  }
}
