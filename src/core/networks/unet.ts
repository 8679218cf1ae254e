import { type NetworkSpec, type NodeSpec, sameWindow } from './spec';

export interface UnetShape {
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** Channels of each level, the finest first; every further one has half the height and width. */
  readonly widths: readonly number[];
  /** Slope of the leaky ReLU below zero. */
  readonly slope: number;
}

/**
 * A U-Net (Ronneberger et al., MICCAI 2015) that keeps the size: per level two 3x3 convolutions with leaky ReLU on either
 * way, maximum of 2x2 on the way down, nearest neighbours and concatenation on the way up, and a 1x1 convolution.
 */
export function unet({ inputChannels, outputChannels, widths, slope }: UnetShape): NetworkSpec {
  const nodes: NodeSpec[] = [{ name: 'image', op: 'input', from: 0, channels: inputChannels }];
  let last = 'image';
  const append = (node: NodeSpec) => {
    nodes.push(node);
    last = node.name;
  };
  const layer = (name: string, channels: number) => {
    append({ name, op: 'convolution', input: last, ...sameWindow(3), channels, bias: true });
    append({ name: `${name}.relu`, op: 'leakyRelu', input: last, slope });
  };
  const skips: string[] = [];
  widths.forEach((width, level) => {
    if (level > 0) append({ name: `pool${level}`, op: 'maxPool', input: last });
    layer(`down${level}a`, width);
    layer(`down${level}b`, width);
    skips.push(last);
  });
  for (let level = widths.length - 2; level >= 0; level--) {
    append({ name: `up${level}`, op: 'upsample', input: last });
    append({ name: `join${level}`, op: 'concatenate', inputs: [last, skips[level]] });
    layer(`up${level}a`, widths[level]);
    layer(`up${level}b`, widths[level]);
  }
  append({ name: 'result', op: 'convolution', input: last, ...sameWindow(1), channels: outputChannels, bias: true });
  return { inputChannels, nodes, output: last };
}
