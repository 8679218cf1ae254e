import type { NodeShape } from '../../networks/shapes';
import type { ConvolutionNode, CoverageNode, PoolNode } from '../../networks/spec';
import { before, type Canvas, planeRowBytes } from './canvas';
import type { Filters } from './filters';
import type { Kernels } from './kernels';

/** What a node does on the way there, and on the way back with the gradient of its result. */
export interface Layer {
  forward(): void;
  /** Adds to the gradients of what the node read, and of its parameters. */
  backward(): void;
}

/** What the steps of a network's nodes work on; arrays are by node. */
export interface TapeParts {
  readonly kernels: Kernels;
  readonly filters: Filters;
  readonly nodes: readonly NodeShape[];
  readonly values: readonly Canvas[];
  readonly gradients: readonly (Canvas | undefined)[];
  /** [height][width][imageChannels] */
  readonly image: number;
  readonly imageChannels: number;
  /** Addresses of the factors of dropout, 0 where nothing is dropped. */
  readonly factors: readonly number[];
  /** Where a gradient's pixels are put as far apart as the filter's stride, among zeros. */
  readonly spread: readonly (Canvas | undefined)[];
}

/** The steps of one node. */
export function operationOf(parts: TapeParts, index: number): Layer {
  const { kernels, nodes, values, gradients } = parts;
  const { node, inputs } = nodes[index];
  const to = values[index];
  const bytes = planeRowBytes(to);
  const gradient = gradients[index];
  const [x, second] = inputs.map((input) => values[input]);
  const [xGradient, secondGradient] = inputs.map((input) => gradients[input]);
  const { height, width } = to;
  switch (node.op) {
    case 'input':
      return { forward: inputForward(parts, to, node.from), backward: () => {} };
    case 'convolution':
      return convolution(parts, index, node);
    case 'coverage':
      return { forward: coverageForward(kernels, node, x, to), backward: () => {} };
    case 'leakyRelu': {
      const { slope } = node;
      return {
        forward: () => kernels.leakyRelu(...row(x), ...row(to), slope, height, bytes),
        backward: withBoth(gradient, xGradient, (g, back) =>
          kernels.leakyReluGradient(...row(x), ...row(g), ...row(back), slope, height, bytes),
        ),
      };
    }
    case 'sigmoid':
      return {
        forward: () => kernels.sigmoid(...row(x), ...row(to), height, bytes),
        backward: withBoth(gradient, xGradient, (g, back) =>
          kernels.sigmoidGradient(...row(to), ...row(g), ...row(back), height, bytes),
        ),
      };
    case 'add':
    case 'subtract': {
      const sign = node.op === 'add' ? 1 : -1;
      const add = (scale: number) => (g: Canvas, back: Canvas) =>
        kernels.addScaled(...row(back), ...row(g), scale, ...row(back), height, bytes);
      const toFirst = withBoth(gradient, xGradient, add(1));
      const toSecond = withBoth(gradient, secondGradient, add(sign));
      return {
        forward: () => kernels.addScaled(...row(x), ...row(second), sign, ...row(to), height, bytes),
        backward: () => {
          toFirst();
          toSecond();
        },
      };
    }
    case 'multiply':
      return product(parts, index);
    case 'concatenate':
      return concatenation(parts, index);
    case 'upsample':
      return {
        forward: () => kernels.upsample(...row(x), ...row(to), to.pixelBytes, x.height, x.width),
        backward: withBoth(gradient, xGradient, (g, back) =>
          kernels.sumBlocks(...row(g), ...row(back), to.pixelBytes, 1, x.height, x.width, true),
        ),
      };
    case 'maxPool':
    case 'averagePool':
      return pool(kernels, node, x, to, gradient, xGradient);
    case 'dropout': {
      const factors = parts.factors[index];
      if (!factors) {
        const copied = [to.channels, height, width, false] as const;
        return {
          forward: () => kernels.copyChannels(...rowAndPixel(x), ...rowAndPixel(to), ...copied),
          backward: () => {},
        };
      }
      const byFactors = (from: Canvas, target: Canvas, accumulate: boolean) =>
        kernels.multiply(...row(from), factors, width * to.pixelBytes, ...row(target), height, bytes, accumulate);
      return {
        forward: () => byFactors(x, to, false),
        backward: withBoth(gradient, xGradient, (g, back) => byFactors(g, back, true)),
      };
    }
  }
}

/** A plane's address and row, as kernels take them. */
const row = ({ address, rowBytes }: Canvas): [number, number] => [address, rowBytes];
const rowAndPixel = ({ address, rowBytes, pixelBytes }: Canvas): [number, number, number] => [
  address,
  rowBytes,
  pixelBytes,
];

/** The step, or none where no gradient goes. */
function withBoth(
  gradient: Canvas | undefined,
  back: Canvas | undefined,
  step: (gradient: Canvas, back: Canvas) => void,
): () => void {
  return gradient && back ? () => step(gradient, back) : () => {};
}

function inputForward({ kernels, image, imageChannels }: TapeParts, to: Canvas, first: number): () => void {
  const pixelBytes = 4 * imageChannels;
  const from = [image + 4 * first, to.width * pixelBytes, pixelBytes] as const;
  return () => kernels.copyChannels(...from, ...rowAndPixel(to), to.channels, to.height, to.width, false);
}

function convolution(parts: TapeParts, index: number, node: ConvolutionNode): Layer {
  const { kernels, nodes, values, gradients } = parts;
  const { kernel, stride, dilation, padding } = node;
  const layer = parts.filters.of(node);
  const from = values[nodes[index].inputs[0]];
  const to = values[index];
  const input = [before(from, padding), from.rowBytes, from.pixelBytes] as const;
  const size = [to.height, to.width] as const;
  const toInput = inputGradient(parts, index, node);
  const gradient = gradients[index];
  return {
    forward: () =>
      kernels.convolve(
        ...input,
        layer.ins,
        layer.packed,
        layer.packedBias,
        ...rowAndPixel(to),
        ...size,
        kernel,
        stride,
        dilation,
        false,
      ),
    backward: () => {
      if (!gradient) return;
      const g = rowAndPixel(gradient);
      kernels.accumulateFilterGradient(...input, ...g, layer.packedGradient, ...size, kernel, stride, dilation);
      if (node.bias) kernels.accumulateSum(...g, layer.biasGradient, ...size);
      toInput();
    },
  };
}

/** The transposed convolution: that of the gradient, spread by the stride, by the filter turned round. */
function inputGradient(parts: TapeParts, index: number, node: ConvolutionNode): () => void {
  const { kernels, nodes, gradients, spread } = parts;
  const { kernel, stride, dilation, padding } = node;
  const { turned, outs } = parts.filters.of(node);
  const gradient = gradients[index];
  const back = gradients[nodes[index].inputs[0]];
  return withBoth(gradient, back, (g, target) => {
    const wide = spread[index];
    if (wide) kernels.spreadPixels(...rowAndPixel(g), ...row(wide), g.height, g.width, stride);
    const from = wide ?? g;
    const start = before(from, dilation * (kernel - 1) - padding);
    const { height, width } = target;
    const input = [start, from.rowBytes, from.pixelBytes] as const;
    kernels.convolve(...input, outs, turned, 0, ...rowAndPixel(target), height, width, kernel, 1, dilation, true);
  });
}

function coverageForward(kernels: Kernels, node: CoverageNode, x: Canvas, to: Canvas): () => void {
  const { kernel, stride, dilation, padding, result } = node;
  const window = [kernel, stride, dilation, result === 'ratio'] as const;
  const mask = [before(x, padding), x.rowBytes, x.pixelBytes, x.channels] as const;
  return () => kernels.coverage(...mask, ...row(to), to.height, to.width, ...window);
}

function product({ kernels, nodes, values, gradients }: TapeParts, index: number): Layer {
  const { inputs } = nodes[index];
  const [a, b] = inputs.map((input) => values[input]);
  const [aGradient, bGradient] = inputs.map((input) => gradients[input]);
  const to = values[index];
  const { height, width, pixelBytes, channels } = to;
  const bytes = planeRowBytes(to);
  const isOneForAll = b.channels === 1 && channels > 1;
  const times = (x: Canvas, factor: Canvas, target: Canvas, accumulate: boolean) =>
    isOneForAll
      ? kernels.multiplyByOne(...rowAndPixel(x), ...row(factor), ...row(target), height, width, accumulate)
      : kernels.multiply(...row(x), ...row(factor), ...row(target), height, bytes, accumulate);
  const toFirst = withBoth(gradients[index], aGradient, (g, back) => times(g, b, back, true));
  const toSecond = withBoth(gradients[index], bGradient, (g, back) =>
    isOneForAll
      ? kernels.accumulateDot(...row(g), ...row(a), pixelBytes, channels, ...row(back), height, width)
      : kernels.multiply(...row(g), ...row(a), ...row(back), height, bytes, true),
  );
  return {
    forward: () => times(a, b, to, false),
    backward: () => {
      toFirst();
      toSecond();
    },
  };
}

function concatenation({ kernels, nodes, values, gradients }: TapeParts, index: number): Layer {
  const { inputs } = nodes[index];
  const to = values[index];
  const gradient = gradients[index];
  const size = [to.height, to.width] as const;
  let first = 0;
  const parts = inputs.map((input) => {
    const part = { value: values[input], gradient: gradients[input], start: 4 * first };
    first += part.value.channels;
    return part;
  });
  return {
    forward: () => {
      for (const { value, start } of parts) {
        const target = [to.address + start, to.rowBytes, to.pixelBytes] as const;
        kernels.copyChannels(...rowAndPixel(value), ...target, value.channels, ...size, false);
      }
    },
    backward: () => {
      if (!gradient) return;
      for (const { value, gradient: back, start } of parts) {
        if (!back) continue;
        const from = [gradient.address + start, gradient.rowBytes, gradient.pixelBytes] as const;
        kernels.copyChannels(...from, ...rowAndPixel(back), value.channels, ...size, true);
      }
    },
  };
}

function pool(
  kernels: Kernels,
  { op }: PoolNode,
  x: Canvas,
  to: Canvas,
  gradient: Canvas | undefined,
  xGradient: Canvas | undefined,
): Layer {
  const { pixelBytes, height, width } = to;
  if (op === 'averagePool') {
    return {
      forward: () => kernels.sumBlocks(...row(x), ...row(to), pixelBytes, 0.25, height, width, false),
      backward: withBoth(gradient, xGradient, (g, back) =>
        kernels.spreadBlocks(...row(g), ...row(back), pixelBytes, 0.25, height, width),
      ),
    };
  }
  return {
    forward: () => kernels.maxPool(...row(x), ...row(to), pixelBytes, height, width),
    backward: withBoth(gradient, xGradient, (g, back) =>
      kernels.maxPoolGradient(...row(x), ...row(to), ...row(g), ...row(back), pixelBytes, height, width),
    ),
  };
}
