import { createRandom } from '../../../src/core/denoise/random';
import type { TrainerSetup } from '../../../src/core/engines/engine';
import { initialParameters } from '../../../src/core/network/layout';
import { type LossDescription, zsN2nLoss } from '../../../src/core/network/loss';

/** A run that starts from seeded parameters, the same in every test. */
export const setupOf = (
  channels: number,
  cropHeight: number,
  cropWidth: number,
  batch = 1,
  loss: LossDescription = zsN2nLoss,
): TrainerSetup => ({
  channels,
  cropHeight,
  cropWidth,
  loss,
  batch,
  parameters: initialParameters(channels, createRandom(5)),
});
