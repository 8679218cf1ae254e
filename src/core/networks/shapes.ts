import { type FilterWindow, inputsOf, type NetworkSpec, type NodeSpec } from './spec';

/** What is known of a node's result whatever the size of the image. */
export interface NodeShape {
  readonly node: NodeSpec;
  /** Indices of the nodes it reads, all smaller than its own. */
  readonly inputs: readonly number[];
  readonly channels: number;
  /** Rows and columns of the image for one of the result, a power of two in networks that halve and double. */
  readonly scale: number;
  /** Whether a parameter has a part in it, so that a gradient has to reach it. */
  readonly isLearned: boolean;
}

export interface NetworkShapes {
  /** As NetworkSpec.nodes. */
  readonly nodes: readonly NodeShape[];
  /** Index of the result. */
  readonly output: number;
  /** Sides of images must be multiples of it: the largest scale. */
  readonly alignment: number;
}

/**
 * Checks a network and tells the shapes of its nodes.
 * @throws Error naming the node at fault: networks are made by the program, not by people
 */
export function networkShapes({ nodes, inputChannels, output }: NetworkSpec): NetworkShapes {
  const indices = new Map<string, number>();
  const shapes: NodeShape[] = [];
  for (const node of nodes) {
    if (indices.has(node.name)) throw fault(node, 'there is another of this name');
    const inputs = inputsOf(node).map((name) => {
      const index = indices.get(name);
      if (index === undefined) throw fault(node, `it reads "${name}", which does not come before it`);
      return index;
    });
    const reads = inputs.map((index) => shapes[index]);
    const wrong = faultOf(node, reads, inputChannels);
    if (wrong) throw fault(node, wrong);
    indices.set(node.name, shapes.length);
    shapes.push({
      node,
      inputs,
      channels: channelsOf(node, reads),
      scale: scaleOf(node, reads),
      isLearned: node.op === 'convolution' || reads.some(({ isLearned }) => isLearned),
    });
  }
  const result = indices.get(output);
  if (result === undefined || shapes[result].scale !== 1) {
    throw new Error(`the network has no result "${output}" as large as its input`);
  }
  return { nodes: shapes, output: result, alignment: Math.max(...shapes.map(({ scale }) => scale)) };
}

function fault({ name }: NodeSpec, reason: string): Error {
  return new Error(`the network's node "${name}" is wrong: ${reason}`);
}

function faultOf(node: NodeSpec, reads: readonly NodeShape[], inputChannels: number): string | undefined {
  const [first, second] = reads;
  if (reads.some(({ scale }) => scale !== first.scale)) return 'what it reads differs in size';
  switch (node.op) {
    case 'input':
      return isWhole(node.from, 0) && isWhole(node.channels, 1) && node.from + node.channels <= inputChannels
        ? undefined
        : `the image has ${inputChannels} channels`;
    case 'convolution':
      if (!isWhole(node.channels, 1)) return 'it needs at least one channel';
      if (node.mask && node.mask.length !== node.kernel ** 2) return 'its mask is not as large as its filter';
      return windowFault(node);
    case 'coverage':
      return first.isLearned ? 'a mask cannot be learned' : windowFault(node);
    case 'add':
    case 'subtract':
      return first.channels === second.channels ? undefined : 'what it reads differs in channels';
    case 'multiply':
      return second.channels === first.channels || second.channels === 1
        ? undefined
        : 'what it reads differs in channels';
    case 'concatenate':
      return reads.length > 0 ? undefined : 'it reads nothing';
    case 'upsample':
      return first.scale % 2 === 0 ? undefined : 'it would be larger than the image';
    case 'dropout':
      return node.rate >= 0 && node.rate < 1 ? undefined : 'its rate must be at least 0 and below 1';
    default:
      return undefined;
  }
}

const isWhole = (value: number, least: number) => Number.isInteger(value) && value >= least;

function windowFault({ kernel, stride, dilation, padding }: FilterWindow): string | undefined {
  if (!isWhole(kernel, 1) || !isWhole(stride, 1) || !isWhole(dilation, 1) || !isWhole(padding, 0)) {
    return 'its window is not of whole numbers';
  }
  const reach = dilation * (kernel - 1);
  const isWholeShare = 2 * padding <= reach && 2 * padding >= reach + 1 - stride;
  return isWholeShare ? undefined : `its padding does not give 1/${stride} of the rows and columns`;
}

function channelsOf(node: NodeSpec, reads: readonly NodeShape[]): number {
  if (node.op === 'input' || node.op === 'convolution') return node.channels;
  if (node.op === 'coverage') return 1;
  if (node.op === 'concatenate') return reads.reduce((sum, { channels }) => sum + channels, 0);
  return reads[0].channels;
}

function scaleOf(node: NodeSpec, reads: readonly NodeShape[]): number {
  if (node.op === 'input') return 1;
  const [{ scale }] = reads;
  if (node.op === 'convolution' || node.op === 'coverage') return scale * node.stride;
  if (node.op === 'maxPool' || node.op === 'averagePool') return scale * 2;
  return node.op === 'upsample' ? scale / 2 : scale;
}
