import type { CropShape } from '../networks/crop';
import type { NetworkSpec } from '../networks/spec';
import { zsN2n } from '../networks/zsN2n';
import type { TrainerSetup } from './engine';
import { halvesCrop, multiplicationsPerPixel, type Program, zsN2nProgram } from './program';

/** The setup of the engines whose kernels are made for ZS-N2N's network. */
export interface FusedSetup extends CropShape {
  readonly batch: number;
  readonly parameters: Float32Array;
}

/** Colour channels that the kernels are made for. */
const mostChannels = 4;

/** Whether the program is ZS-N2N's network under a loss that compares halves. */
export function isFusedProgram({ network, objective }: Program): boolean {
  return objective.kind === 'halves' && network.inputChannels <= mostChannels && isZsN2n(network);
}

const isZsN2n = (network: NetworkSpec) => JSON.stringify(network) === JSON.stringify(zsN2n(network.inputChannels));

/** @throws Error for another network: callers ask `supports` first */
export function fusedSetup({ program, cropHeight, cropWidth, batch, parameters }: TrainerSetup): FusedSetup {
  const { network, objective } = program;
  if (objective.kind !== 'halves' || !isZsN2n(network)) throw new Error('this engine cannot train this network');
  return { ...halvesCrop(network, objective, cropHeight, cropWidth), batch, parameters };
}

/** The setup that trains ZS-N2N's network on such crops. */
export function zsN2nSetup(shape: CropShape, batch: number, parameters: Float32Array): TrainerSetup {
  const { channels, cropHeight, cropWidth, loss } = shape;
  return { program: zsN2nProgram(channels, loss), cropHeight, cropWidth, batch, parameters };
}

/**
 * The cost of a program at a speed: nanoseconds for a pixel in a training step, which takes about three passes, each of two
 * operations a multiplication. Only good for comparing engines.
 */
export const costAt = (gigaflopsPerSecond: number, { network }: Program): number =>
  (6 * multiplicationsPerPixel(network)) / gigaflopsPerSecond;
