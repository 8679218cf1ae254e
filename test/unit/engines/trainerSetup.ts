import { createRandom } from '../../../src/core/denoise/random';
import type { TrainerSetup } from '../../../src/core/engines/engine';
import { zsN2nSetup } from '../../../src/core/engines/fused';
import type { CropShape } from '../../../src/core/networks/crop';
import { type LossDescription, zsN2nLoss } from '../../../src/core/networks/loss';
import { initialParameters } from '../../../src/core/networks/zsN2n';

/** With the crops' shape, which tests draw by. */
export type ZsN2nSetup = TrainerSetup & CropShape;

/** A run that starts from seeded parameters, the same in every test. */
export const setupOf = (
  channels: number,
  cropHeight: number,
  cropWidth: number,
  batch = 1,
  loss: LossDescription = zsN2nLoss,
): ZsN2nSetup => {
  const shape = { channels, cropHeight, cropWidth, loss };
  return { ...shape, ...zsN2nSetup(shape, batch, initialParameters(channels, createRandom(5))) };
};
