import { createRandom } from '../src/core/denoise/random';
import type { Engine } from '../src/core/engines/engine';
import { zsN2nSetup } from '../src/core/engines/fused';
import { zsN2nLoss } from '../src/core/networks/loss';
import { initialParameters } from '../src/core/networks/zsN2n';

/** Operations of one RGB step of 256x256 pixels: forward, both losses, backward (counted as direct convolutions). */
const gigaflopAt256 = 13;

export const gigaflopsPerSecond = (side: number, milliseconds: number): number =>
  (gigaflopAt256 * (side / 256) ** 2) / (milliseconds / 1000);

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Median milliseconds of one training step on `batch` RGB crops of side x side. */
export async function stepMilliseconds(engine: Engine, side: number, batch = 1, rounds = 7): Promise<number> {
  const random = createRandom(1);
  const parameters = initialParameters(3, random);
  const shape = { channels: 3, cropHeight: side, cropWidth: side, loss: zsN2nLoss };
  const trainer = await engine.createTrainer(zsN2nSetup(shape, batch, parameters));
  const steps = Math.max(1, Math.round(4096 / side ** 1.5));
  const crops = Float32Array.from({ length: steps * batch * side * side * 3 }, () => random.next());
  const rates = new Float32Array(steps).fill(0.001);
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const begun = performance.now();
    await trainer.train(crops, rates);
    // the first round compiles
    if (round > 0) times.push((performance.now() - begun) / steps);
  }
  trainer.dispose();
  return median(times);
}
