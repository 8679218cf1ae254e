import * as tf from '@tensorflow/tfjs';
import { type NetworkParameter, parametersOf } from '../../networks/parameters';
import { type NetworkShapes, networkShapes } from '../../networks/shapes';
import type { ConvolutionNode, CoverageNode, NetworkSpec, NodeSpec } from '../../networks/spec';
import { convolve, convolveData, windowSum } from './convolution';

/** The factors of a dropout layer for all images, [image][height][width][channel]. */
export type DropoutFactors = (node: number, shape: tf.Tensor4D['shape'], rate: number) => tf.Tensor4D;

/** Any network as expressions that TensorFlow.js differentiates, with its parameters as variables. */
export class TfjsNetwork {
  /** In the order of `layout`. */
  readonly variables: readonly tf.Variable[];
  private readonly layout: readonly NetworkParameter[];
  private readonly shapes: NetworkShapes;
  private readonly masks = new Map<string, tf.Tensor4D>();

  /** @param parameters see parametersOf; copied */
  constructor(network: NetworkSpec, parameters: Float32Array) {
    this.shapes = networkShapes(network);
    this.layout = parametersOf(network);
    this.variables = this.layout.map(({ shape, offset, size }) =>
      tf.tidy(() => tf.variable(tf.tensor(parameters.slice(offset, offset + size), [...shape]))),
    );
    for (const { node } of this.shapes.nodes) {
      if (node.op !== 'convolution' || !node.mask) continue;
      this.masks.set(node.name, tf.tensor4d([...node.mask], [node.kernel, node.kernel, 1, 1]));
    }
  }

  /**
   * @param image [image][height][width][channel]
   * @param dropout in training; without, nothing is dropped
   */
  readonly apply = (image: tf.Tensor4D, dropout?: DropoutFactors): tf.Tensor4D => {
    const results: tf.Tensor4D[] = [];
    for (const [i, { node, inputs }] of this.shapes.nodes.entries()) {
      const reads = inputs.map((input) => results[input]);
      const isData = !inputs.some((input) => this.shapes.nodes[input].isLearned);
      results.push(this.result(node, i, reads, isData, image, dropout));
    }
    return results[this.shapes.output];
  };

  dispose(): void {
    tf.dispose([...this.variables]);
    tf.dispose([...this.masks.values()]);
  }

  /** @param isData whether what the node reads has no gradient */
  private result(
    node: NodeSpec,
    index: number,
    reads: readonly tf.Tensor4D[],
    isData: boolean,
    image: tf.Tensor4D,
    dropout: DropoutFactors | undefined,
  ): tf.Tensor4D {
    const [x, second] = reads;
    switch (node.op) {
      case 'input':
        return node.channels === image.shape[3]
          ? image
          : tf.slice(image, [0, 0, 0, node.from], [-1, -1, -1, node.channels]);
      case 'convolution':
        return this.convolution(node, x, isData);
      case 'coverage':
        return coverage(node, x);
      case 'leakyRelu':
        return tf.leakyRelu(x, node.slope);
      case 'sigmoid':
        return tf.sigmoid(x);
      case 'add':
        return tf.add(x, second);
      case 'subtract':
        return tf.sub(x, second);
      case 'multiply':
        return tf.mul(x, second);
      case 'concatenate':
        return tf.concat([...reads], 3);
      case 'upsample':
        return tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);
      case 'maxPool':
        return tf.maxPool(x, 2, 2, 'valid');
      case 'averagePool':
        return tf.avgPool(x, 2, 2, 'valid');
      case 'dropout':
        return dropout ? tf.mul(x, dropout(index, x.shape, node.rate)) : x;
    }
  }

  private convolution(node: ConvolutionNode, x: tf.Tensor4D, isData: boolean): tf.Tensor4D {
    const weights = this.variable(`${node.name}.weight`) as tf.Tensor4D;
    const mask = this.masks.get(node.name);
    const filter: tf.Tensor4D = mask ? tf.mul(weights, mask) : weights;
    const sum = isData ? convolveData(x, filter, node) : convolve(x, filter, node);
    return node.bias ? tf.add(sum, this.variable(`${node.name}.bias`)) : sum;
  }

  private variable(name: string): tf.Tensor {
    return this.variables[this.layout.findIndex((parameter) => parameter.name === name)];
  }
}

/** See CoverageNode. */
function coverage({ result, ...window }: CoverageNode, mask: tf.Tensor4D): tf.Tensor4D {
  const seen = windowSum(mask, window);
  const any: tf.Tensor4D = tf.cast(tf.greater(seen, 0.5), 'float32');
  if (result === 'any') return any;
  const all = window.kernel ** 2 * mask.shape[3];
  return tf.mul(any, tf.div(all, tf.maximum(seen, 1)));
}
