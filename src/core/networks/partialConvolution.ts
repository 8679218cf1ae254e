import type { FilterWindow, NodeSpec } from './spec';

export interface PartialConvolution extends FilterWindow {
  /** What the new nodes' names begin with; the result is called so. */
  readonly name: string;
  readonly input: string;
  /** Zeros and ones, of one channel or as many as the input. */
  readonly mask: string;
  /** Channels of the input and of the result. */
  readonly inputChannels: number;
  readonly channels: number;
}

/** Name of the mask of a partial convolution's result: where it saw anything. */
export const maskName = (name: string): string => `${name}.mask`;

/**
 * Partial convolution (Liu et al., "Image Inpainting for Irregular Holes Using Partial Convolutions", ECCV 2018, equations
 * 1 and 2): only what the mask shows is seen, and the sum is scaled up by how little that is; zero where it is nothing.
 * Returns it as nodes of the simpler kinds. The weights are `NAME.sum.weight`, the bias, gated by the new mask,
 * `NAME.bias.weight`.
 */
export function partialConvolution({
  name,
  input,
  mask,
  inputChannels,
  channels,
  ...window
}: PartialConvolution): NodeSpec[] {
  const { kernel, stride, dilation, padding } = window;
  const filter: FilterWindow = { kernel, stride, dilation, padding };
  const part = (of: string) => `${name}.${of}`;
  const fanIn = kernel * kernel * inputChannels;
  return [
    { name: part('shown'), op: 'multiply', first: input, second: mask },
    { name: part('sum'), op: 'convolution', input: part('shown'), ...filter, channels, bias: false },
    { name: part('ratio'), op: 'coverage', input: mask, ...filter, result: 'ratio' },
    { name: maskName(name), op: 'coverage', input: mask, ...filter, result: 'any' },
    { name: part('scaled'), op: 'multiply', first: part('sum'), second: part('ratio') },
    {
      name: part('bias'),
      op: 'convolution',
      input: maskName(name),
      kernel: 1,
      stride: 1,
      dilation: 1,
      padding: 0,
      channels,
      bias: false,
      fanIn,
    },
    { name, op: 'add', first: part('scaled'), second: part('bias') },
  ];
}
