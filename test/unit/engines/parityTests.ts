import { describe, expect, it } from 'vitest';
import { createRegionReader, drawCrops } from '../../../src/core/denoise/crops';
import { createRandom } from '../../../src/core/denoise/random';
import { planned } from '../../../src/core/denoise/rates';
import { recipeFor } from '../../../src/core/denoise/recipe';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine, Trainer } from '../../../src/core/engines/engine';
import { psnr } from '../../../src/core/image/metrics';
import type { Raster } from '../../../src/core/image/raster';
import { type LossDescription, zsN2mLoss, zsN2nLoss } from '../../../src/core/networks/loss';
import { createReferenceTrainer } from './referenceEngine';
import { setupOf, type ZsN2nSetup } from './trainerSetup';

const side = 32;
const cropSide = 16;
const steps = 200;
const largestDifference = 0.02;

/** A disc on a slope, 0 to 1, and the same under Gaussian noise of 0.1. */
function picture(): { clean: Raster; noisy: Raster } {
  const random = createRandom(23);
  const clean = Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    return 0.2 + (0.3 * x) / side + (Math.hypot(x - 17, y - 13) < 8 ? 0.4 : 0);
  });
  const raster = (samples: Float32Array): Raster => ({
    width: side,
    height: side,
    channels: 1,
    colorChannels: 1,
    sampleFormat: 'float',
    bitDepth: 32,
    samples,
  });
  return { clean: raster(clean), noisy: raster(clean.map((value) => value + 0.1 * random.normal())) };
}

const parityCases = [
  ['ZS-N2N', zsN2nLoss],
  ['ZS-N2M*', zsN2mLoss],
] as const;

/** What float64 comes to, in dB: `describeReferenceParity` makes sure of it, once for all engines. */
const referencePsnr: Record<string, number> = { 'ZS-N2N': 20.7605149474, 'ZS-N2M*': 21.3200089987 };

/** The PSNR, in dB, of the picture and of what 200 steps make of it. */
async function trainAndMeasure(
  loss: LossDescription,
  createTrainer: (setup: ZsN2nSetup) => Trainer | Promise<Trainer>,
) {
  const { clean, noisy } = picture();
  const setup = setupOf(1, cropSide, cropSide, 1, loss);
  const reader = createRegionReader(noisy, { black: 0, white: 1, clamp: false });
  const crops = drawCrops(noisy, reader, setup, steps, createRandom(29));
  const recipe = recipeFor(validateOptions({ preset: 'custom', iterations: steps, learningRate: 1e-3 }));
  const rates = Float32Array.from({ length: steps }, (_, step) => planned(recipe).at(step));
  const trainer = await createTrainer(setup);
  await trainer.train(crops, rates);
  const samples = await trainer.infer(Float32Array.from(noisy.samples), side, side);
  trainer.dispose();
  return { before: psnr(noisy, clean), after: psnr({ ...noisy, samples }, clean) };
}

/** Tests that training on an engine ends with the picture that training in float64 ends with. */
export function describeParity(engine: () => Engine): void {
  describe.each(parityCases)('200 steps of %s', (name, loss) => {
    it('leave the picture within 0.02 dB of that of float64', async () => {
      const { after } = await trainAndMeasure(loss, (setup) => engine().createTrainer(setup));
      expect(Math.abs(after - referencePsnr[name])).toBeLessThan(largestDifference);
    });
  });
}

/** Tests that the float64 training, which takes long, ends where the engines are told that it does. */
export function describeReferenceParity(): void {
  it.each(parityCases)('200 steps of %s in float64 make the picture as good as noted', async (name, loss) => {
    const { before, after } = await trainAndMeasure(loss, createReferenceTrainer);
    expect(after).toBeGreaterThan(before + 2);
    expect(after).toBeCloseTo(referencePsnr[name], 6);
  });
}
