import * as tf from '@tensorflow/tfjs';
import { dropoutFactors } from '../../networks/dropout';
import { splitCrops } from '../crops';
import type { TrainerSetup } from '../engine';
import { halvesCrop, type SupervisedObjective, supervisedCrop } from '../program';
import { CropLoss } from './loss';
import type { DropoutFactors, TfjsNetwork } from './network';

/** What training minimises, as an expression of the network's variables. */
export interface Objective {
  /**
   * The terms of the loss of a step's crops, in the order of LossTerms.
   * @param step which of the batches in `crops`
   */
  terms(crops: Float32Array, step: number, network: TfjsNetwork): tf.Tensor1D;
  dispose(): void;
}

export function createObjective(setup: TrainerSetup): Objective {
  const { program, cropHeight, cropWidth } = setup;
  const { network, objective } = program;
  if (objective.kind === 'supervised') return supervised(setup, objective);
  const shape = halvesCrop(network, objective, cropHeight, cropWidth);
  const { channels } = shape;
  const loss = new CropLoss(shape);
  const { batch } = setup;
  return {
    terms: (crops, step, { apply }) => {
      const { samples, masks } = splitCrops(crops, shape, step * batch, batch);
      const y = tf.tensor4d(samples, [batch, cropHeight, cropWidth, channels]);
      const size = [batch, cropHeight / 2, cropWidth / 2, channels] as [number, number, number, number];
      return loss.terms(y, shape.loss.masked ? tf.tensor4d(masks, size) : undefined, apply);
    },
    dispose: () => loss.dispose(),
  };
}

function supervised(
  { program, cropHeight, cropWidth, batch }: TrainerSetup,
  objective: SupervisedObjective,
): Objective {
  const { network } = program;
  const layout = supervisedCrop({ network, weighted: objective.weighted }, cropHeight, cropWidth);
  return {
    terms: (crops, step, { apply }) => {
      /** The same part of every crop of the step. */
      const part = (start: number, length: number): Float32Array => {
        const parts = new Float32Array(batch * length);
        for (let i = 0; i < batch; i++) {
          const from = (step * batch + i) * layout.floats + start;
          parts.set(crops.subarray(from, from + length), i * length);
        }
        return parts;
      };
      const images = (start: number, length: number): tf.Tensor4D =>
        tf.tensor4d(part(start, length), [batch, cropHeight, cropWidth, length / (cropHeight * cropWidth)]);
      const { inputFloats, targetFloats, weights, seed } = layout;
      const dropout = seed === undefined ? undefined : factorsBy(part(seed, 1));
      const difference = tf.sub(apply(images(0, inputFloats), dropout), images(inputFloats, targetFloats));
      const error = objective.error === 'squared' ? tf.square(difference) : tf.abs(difference);
      const weighted = weights === undefined ? error : tf.mul(error, images(weights, targetFloats));
      return tf.stack([tf.mean(weighted), tf.scalar(0), tf.scalar(0)]) as tf.Tensor1D;
    },
    dispose: () => {},
  };
}

/** @param seeds one for each image */
function factorsBy(seeds: Float32Array): DropoutFactors {
  return (node, shape, rate) => {
    const size = shape[1] * shape[2] * shape[3];
    const factors = new Float32Array(seeds.length * size);
    for (const [i, seed] of seeds.entries())
      dropoutFactors(seed, node, rate, factors.subarray(i * size, (i + 1) * size));
    return tf.tensor4d(factors, shape);
  };
}
