import type { LossTerms } from '../../networks/loss';
import type { TrainerSetup } from '../engine';
import type { Allocator } from './canvas';
import { HalvesLoss } from './halvesLoss';
import { SupervisedLoss } from './supervisedLoss';
import type { NetworkParts } from './tape';

/** The objective of a training run, with the tapes that it needs in a network's memory. */
export interface TrainingObjective {
  /**
   * Adds the gradient of a crop's loss to those of the filters.
   * @param floats the memory as it is now
   * @param offset where the crop starts in `crops`
   */
  differentiate(floats: Float32Array, crops: Float32Array, offset: number): LossTerms;
}

export function createObjective(parts: NetworkParts, setup: TrainerSetup, allocator: Allocator): TrainingObjective {
  const { objective } = setup.program;
  return objective.kind === 'supervised'
    ? new SupervisedLoss(parts, setup, objective, allocator)
    : new HalvesLoss(parts, setup, objective, allocator);
}
