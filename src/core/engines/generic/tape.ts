import type { NetworkShapes, NodeShape } from '../../networks/shapes';
import { type Allocator, type Canvas, paddedChannels } from './canvas';
import type { Filters } from './filters';
import type { Kernels } from './kernels';
import { type Layer, operationOf } from './operations';

/** What all tapes of a network share. */
export interface NetworkParts {
  readonly kernels: Kernels;
  readonly shapes: NetworkShapes;
  readonly filters: Filters;
}

/** The images of one size that a network's nodes make, in memory laid out once. */
export interface Tape {
  readonly layers: readonly Layer[];
  readonly values: readonly Canvas[];
  /** Of the nodes that a gradient reaches; none unless for training. */
  readonly gradients: readonly (Canvas | undefined)[];
  /** Addresses of the factors of dropout, [height][width][channel in memory]; 0 where nothing is dropped. */
  readonly factors: readonly number[];
  /** Where an image goes in and a result comes out: [height][width][channel]. */
  readonly image: number;
  readonly result: number;
  /** What must be zero before the first use, and what before every way back. */
  readonly start: number;
  readonly gradientStart: number;
  readonly end: number;
}

/** Lays the canvases out and makes each node's steps. */
export function layTape(
  { kernels, shapes, filters }: NetworkParts,
  allocator: Allocator,
  height: number,
  width: number,
  isTraining: boolean,
): Tape {
  const { nodes, output } = shapes;
  const start = allocator.end;
  const border = borders(nodes);
  const canvasOf = ({ channels, scale }: NodeShape, i: number) =>
    allocator.canvas(channels, height / scale, width / scale, border[i]);
  const imageChannels = nodes.reduce(
    (most, { node }) => (node.op === 'input' ? Math.max(most, node.from + node.channels) : most),
    0,
  );
  const image = allocator.floats(height * width * imageChannels);
  const result = allocator.floats(height * width * nodes[output].channels);
  const values = isTraining ? nodes.map(canvasOf) : sharingCanvases(shapes, allocator, canvasOf);
  const factors = nodes.map(({ node, channels, scale }) =>
    node.op === 'dropout' && isTraining
      ? allocator.floats((height / scale) * (width / scale) * paddedChannels(channels))
      : 0,
  );
  const spread = nodes.map(({ node, inputs, channels }, i) =>
    isTraining && node.op === 'convolution' && node.stride > 1 && nodes[inputs[0]].isLearned
      ? allocator.canvas(channels, values[i].height * node.stride, values[i].width * node.stride, border[i])
      : undefined,
  );
  const gradientStart = allocator.end;
  const gradients = nodes.map((shape, i) => (isTraining && shape.isLearned ? canvasOf(shape, i) : undefined));
  const layers = nodes.map((_, i) => {
    const parts = { kernels, filters, nodes, values, gradients, image, imageChannels, factors, spread };
    const layer = operationOf(parts, i);
    return isTraining || border[i] === 0 ? layer : clearedBefore(kernels, values[i], layer);
  });
  return { layers, values, gradients, factors, image, result, start, gradientStart, end: allocator.end };
}

/** Canvases that share memory where they are not needed at the same time: nothing goes back at inference. */
function sharingCanvases(
  { nodes, output }: NetworkShapes,
  allocator: Allocator,
  canvasOf: (node: NodeShape, index: number) => Canvas,
): Canvas[] {
  const lastReader = nodes.map((_, i) => i);
  for (const [i, { inputs }] of nodes.entries()) for (const input of inputs) lastReader[input] = i;
  lastReader[output] = nodes.length;
  const canvases: Canvas[] = [];
  for (const [i, node] of nodes.entries()) {
    canvases.push(canvasOf(node, i));
    for (let read = 0; read <= i; read++) if (lastReader[read] === i) allocator.release(canvases[read]);
  }
  return canvases;
}

/** What had the memory before has left something in the border. */
function clearedBefore(kernels: Kernels, { start, bytes }: Canvas, { forward, backward }: Layer): Layer {
  return {
    forward: () => {
      kernels.clear(start, bytes);
      forward();
    },
    backward,
  };
}

/** Pixels around each node's image: as far as the filters that read it reach, and those that take its gradient back. */
function borders(nodes: readonly NodeShape[]): number[] {
  const border = nodes.map(() => 0);
  for (const [i, { node, inputs }] of nodes.entries()) {
    if (node.op !== 'convolution' && node.op !== 'coverage') continue;
    const { kernel, dilation, padding } = node;
    const reach = Math.max(padding, dilation * (kernel - 1) - padding);
    border[inputs[0]] = Math.max(border[inputs[0]], reach);
    border[i] = Math.max(border[i], reach);
  }
  return border;
}

/** From the image that lies at `tape.image` to the values of all nodes. */
export function runForward({ layers }: Tape): void {
  for (const layer of layers) layer.forward();
}

/**
 * From the gradient of the result to those of the filters, to which it adds.
 * @param place writes the result's gradient, where zeros are by then; its answer is passed on
 */
export function runBackward<T>({ layers, gradientStart, end }: Tape, floats: Float32Array, place: () => T): T {
  floats.fill(0, gradientStart / 4, end / 4);
  const answer = place();
  for (let i = layers.length - 1; i >= 0; i--) layers[i].backward();
  return answer;
}
