/**
 * A network as plain data that can be sent to threads and workers: a graph of operations on images
 * [height][width][channel], in an order in which each refers to earlier ones only. See networkShapes for what is checked.
 */
export interface NetworkSpec {
  /** Channels of the image that goes in: of all `input` nodes together. */
  readonly inputChannels: number;
  readonly nodes: readonly NodeSpec[];
  /** Name of the node that is the result, as large as the input. */
  readonly output: string;
}

/** Where a filter looks: at pixel p of its result, at pixels p * stride - padding + tap * dilation of its input, zeros beyond the edges. */
export interface FilterWindow {
  /** Side of the filter in taps. */
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Such that the result has 1 / stride as many rows and columns: at least dilation * (kernel - 1) + 1 - stride in all, at most dilation * (kernel - 1). */
  readonly padding: number;
}

interface Named {
  /** Unique in the network; parameters are called after it. */
  readonly name: string;
}

interface Unary extends Named {
  readonly input: string;
}

interface Binary extends Named {
  readonly first: string;
  readonly second: string;
}

/** Channels `from` to before `from + channels` of the image. */
export interface InputNode extends Named {
  readonly op: 'input';
  readonly from: number;
  readonly channels: number;
}

export interface ConvolutionNode extends Unary, FilterWindow {
  readonly op: 'convolution';
  /** Channels of the result. */
  readonly channels: number;
  readonly bias: boolean;
  /** [kernel][kernel] of zeros and ones: taps that are zero stay so (blind spots). */
  readonly mask?: readonly number[];
  /** Decides how wide parameters start, ±1/sqrt(fanIn); kernel * kernel * channels of the input unless given. */
  readonly fanIn?: number;
}

/** x where it is above zero, slope * x elsewhere; ReLU for slope 0. */
export interface LeakyReluNode extends Unary {
  readonly op: 'leakyRelu';
  readonly slope: number;
}

export interface SigmoidNode extends Unary {
  readonly op: 'sigmoid';
}

/** `second` has as many channels as `first`. */
export interface SumNode extends Binary {
  readonly op: 'add' | 'subtract';
}

/** `second` has as many channels as `first`, or one for all. */
export interface ProductNode extends Binary {
  readonly op: 'multiply';
}

/** Channels side by side. */
export interface ConcatenationNode extends Named {
  readonly op: 'concatenate';
  readonly inputs: readonly string[];
}

/** Every pixel four times: twice the height and width. */
export interface UpsampleNode extends Unary {
  readonly op: 'upsample';
}

/** Largest value or mean of blocks of 2x2 pixels: half the height and width. */
export interface PoolNode extends Unary {
  readonly op: 'maxPool' | 'averagePool';
}

/** In training a share `rate` of the values is zero (see dropoutFactors) and the rest larger by 1 / (1 - rate); none at inference. */
export interface DropoutNode extends Unary {
  readonly op: 'dropout';
  /** At least 0, below 1. */
  readonly rate: number;
}

/**
 * Of a mask of zeros and ones that no parameter has a part in: how many ones a filter sees, as one channel.
 * `any`: 1 where it sees one at least, else 0. `ratio`: all that it could see (zeros beyond the edges too) over what it
 * sees, 0 where that is nothing. See partialConvolution.
 */
export interface CoverageNode extends Unary, FilterWindow {
  readonly op: 'coverage';
  readonly result: 'any' | 'ratio';
}

export type NodeSpec =
  | InputNode
  | ConvolutionNode
  | LeakyReluNode
  | SigmoidNode
  | SumNode
  | ProductNode
  | ConcatenationNode
  | UpsampleNode
  | PoolNode
  | DropoutNode
  | CoverageNode;

/** Names of the nodes that a node reads. */
export function inputsOf(node: NodeSpec): readonly string[] {
  if ('inputs' in node) return node.inputs;
  if ('input' in node) return [node.input];
  return 'first' in node ? [node.first, node.second] : [];
}

/** The window whose result is as large as its input, for an odd kernel. */
export const sameWindow = (kernel: number, dilation = 1): FilterWindow => ({
  kernel,
  stride: 1,
  dilation,
  padding: (dilation * (kernel - 1)) / 2,
});
