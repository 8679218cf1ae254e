import { createRandom } from '../src/core/denoise/random';
import { createGenericEngine } from '../src/core/engines/generic/genericEngine';
import { multiplicationsPerPixel, type Program, programCropFloats } from '../src/core/engines/program';
import { startingParameters } from '../src/core/networks/parameters';
import { unet } from '../src/core/networks/unet';
import { median } from './steps';

/** U-Nets as methods would have them, on one crop a step. */
const cases = [
  { widths: [16, 32], side: 64 },
  { widths: [32, 64], side: 64 },
  { widths: [32, 64, 128], side: 64 },
  { widths: [48, 48, 48], side: 128 },
];
const rounds = 7;

/** A step of the generic CPU engine: milliseconds, and GFLOP/s of its convolutions (forward and the two ways back). */
export async function measureNetworks() {
  const engine = createGenericEngine();
  const results = [];
  for (const { widths, side } of cases) {
    const network = unet({ inputChannels: 3, outputChannels: 3, widths, slope: 0.1 });
    const program: Program = { network, objective: { kind: 'supervised', error: 'squared', weighted: false } };
    const random = createRandom(1);
    const parameters = startingParameters(network, random);
    const trainer = await engine.createTrainer({ program, cropHeight: side, cropWidth: side, batch: 1, parameters });
    const crop = Float32Array.from({ length: programCropFloats(program, side, side) }, () => random.next());
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const begun = performance.now();
      await trainer.train(crop, Float32Array.of(1e-3));
      if (round > 0) times.push(performance.now() - begun);
    }
    trainer.dispose();
    const milliseconds = median(times);
    const gigaflop = (6 * multiplicationsPerPixel(network) * side * side) / 1e9;
    results.push({
      widths: widths.join(' '),
      side,
      parameters: parameters.length,
      milliseconds: Number(milliseconds.toFixed(2)),
      'GFLOP/s': Number((gigaflop / (milliseconds / 1000)).toFixed(1)),
    });
  }
  engine.dispose();
  console.table(results);
  return results;
}
