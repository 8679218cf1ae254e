import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/core/engines/engine';
import { relativeError } from './golden';
import { randomFloats } from './randomFloats';
import { denoise, image } from './referenceNetwork';
import { setupOf } from './trainerSetup';

type Size = readonly [height: number, width: number];

/** What is looked at, and how it may go wrong: the block borders of the engines lie at different places. */
export interface InferenceCases {
  readonly tiles: readonly (readonly [channels: number, height: number, width: number])[];
  /** A tile that is denoised before and after a larger one. */
  readonly tile: Size;
  readonly larger: Size;
}

/** Tests that an engine's inference follows the network's plain equations. `engine` gives the one under test. */
export function describeInference(
  engine: () => Engine,
  { tiles, tile: [height, width], larger }: InferenceCases,
): void {
  describe('inference', () => {
    it.each(tiles)('denoises %i channels of %i rows by %i columns like the plain equations', async (channels, h, w) => {
      const setup = setupOf(channels, 2, 2);
      const trainer = await engine().createTrainer(setup);
      const tile = randomFloats(h * w * channels, 21);
      const result = await trainer.infer(tile, h, w);
      trainer.dispose();
      const expected = denoise(image(tile, h, w, channels), setup.parameters);
      expect(relativeError(result, expected.values)).toBeLessThan(1e-6);
    });

    it('is not disturbed by what was denoised or trained before', async () => {
      const trainer = await engine().createTrainer(setupOf(3, 8, 8));
      const tile = randomFloats(height * width * 3, 3);
      const first = await trainer.infer(tile, height, width);
      await trainer.infer(randomFloats(larger[0] * larger[1] * 3, 4), ...larger);
      await trainer.evaluate(randomFloats(8 * 8 * 3, 6));
      const second = await trainer.infer(tile, height, width);
      trainer.dispose();
      expect(second).toEqual(first);
    });
  });
}
