import { type CropShape, cropFloats } from '../networks/crop';
import type { LossDescription } from '../networks/loss';
import { networkShapes } from '../networks/shapes';
import type { NetworkSpec } from '../networks/spec';
import { zsN2n } from '../networks/zsN2n';

/** What is trained and to what end, as plain data that can be sent to threads and workers. */
export interface Program {
  readonly network: NetworkSpec;
  readonly objective: ObjectiveSpec;
}

export type ObjectiveSpec = HalvesObjective | SupervisedObjective;

/** The two halves of a crop teach each other; the network is the denoiser f. A crop is as CropShape says. */
export interface HalvesObjective {
  readonly kind: 'halves';
  readonly loss: LossDescription;
}

/**
 * The error between network(input) and a target, each [height][width][channel]: the mean, over all samples of the result,
 * of weight * |difference|^2 or weight * |difference|. A mean over chosen samples has weights of all / chosen.
 * A crop is laid out as supervisedCrop says.
 */
export interface SupervisedObjective {
  readonly kind: 'supervised';
  readonly error: 'squared' | 'absolute';
  /** Whether weights travel with the crop; all are 1 otherwise. */
  readonly weighted: boolean;
}

/** Where the parts of a supervised crop start, in floats. */
export interface SupervisedCrop {
  /** [height][width][inputChannels], at 0. */
  readonly inputFloats: number;
  /** [height][width][channel of the result], right after the input. */
  readonly targetFloats: number;
  /** Of the same layout as the target, right after it. */
  readonly weights: number | undefined;
  /** Of a network with dropout: one whole number in [0, 2^24); see dropoutFactors. */
  readonly seed: number | undefined;
  /** Of the whole crop. */
  readonly floats: number;
}

export function supervisedCrop(
  { network, weighted }: { network: NetworkSpec; weighted: boolean },
  height: number,
  width: number,
): SupervisedCrop {
  const { nodes, output } = networkShapes(network);
  const inputFloats = height * width * network.inputChannels;
  const targetFloats = height * width * nodes[output].channels;
  const afterTarget = inputFloats + targetFloats;
  const afterWeights = afterTarget + (weighted ? targetFloats : 0);
  const hasDropout = network.nodes.some(({ op }) => op === 'dropout');
  return {
    inputFloats,
    targetFloats,
    weights: weighted ? afterTarget : undefined,
    seed: hasDropout ? afterWeights : undefined,
    floats: afterWeights + (hasDropout ? 1 : 0),
  };
}

/** Floats of one crop of a program. */
export function programCropFloats({ network, objective }: Program, height: number, width: number): number {
  if (objective.kind === 'halves') return cropFloats(halvesCrop(network, objective, height, width));
  return supervisedCrop({ network, weighted: objective.weighted }, height, width).floats;
}

/** The crop of a program whose halves teach each other. */
export function halvesCrop(
  { inputChannels }: NetworkSpec,
  { loss }: HalvesObjective,
  cropHeight: number,
  cropWidth: number,
): CropShape {
  return { channels: inputChannels, cropHeight, cropWidth, loss };
}

/** ZS-N2N's network under one of the losses that compare halves. */
export const zsN2nProgram = (channels: number, loss: LossDescription): Program => ({
  network: zsN2n(channels),
  objective: { kind: 'halves', loss },
});

/** Whether the objective fits the network: halves are compared with results of as many channels, and carry no seed for dropout. */
export function isSound({ network, objective }: Program): boolean {
  if (objective.kind === 'supervised') return true;
  const { nodes, output } = networkShapes(network);
  return nodes[output].channels === network.inputChannels && !nodes.some(({ node }) => node.op === 'dropout');
}

/** Multiplications of a forward pass, for one pixel of the image. */
export function multiplicationsPerPixel(network: NetworkSpec): number {
  const { nodes } = networkShapes(network);
  return nodes.reduce((sum, { node, inputs, scale }) => {
    if (node.op !== 'convolution') return sum;
    return sum + (node.kernel ** 2 * nodes[inputs[0]].channels * node.channels) / scale ** 2;
  }, 0);
}
