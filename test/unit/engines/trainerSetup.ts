import { createRandom } from '../../../src/core/denoise/random';
import type { TrainerSetup } from '../../../src/core/engines/engine';
import { initialParameters } from '../../../src/core/network/layout';

/** A run that starts from seeded parameters, the same in every test. */
export const setupOf = (channels: number, cropHeight: number, cropWidth: number, batch = 1): TrainerSetup => ({
  channels,
  cropHeight,
  cropWidth,
  batch,
  parameters: initialParameters(channels, createRandom(5)),
});
