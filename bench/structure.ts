/** What judging the removed noise does: to pictures that the method would destroy, and to photographs. */

import { denoise } from '../src/core/denoise/denoise';
import { denoiseJudged } from '../src/core/denoise/judgedPage';
import { createRandom } from '../src/core/denoise/random';
import { validateOptions } from '../src/core/denoise/validateOptions';
import { createWasmEngine } from '../src/core/engines/wasm/wasmEngine';
import { psnr } from '../src/core/image/metrics';
import type { Raster } from '../src/core/image/raster';
import { methods } from '../src/core/methods/catalogue';
import { machineOn } from '../src/core/methods/machine';
import { bayer, dots, halfChequer, photograph, points, type Scene, smooth, strokes } from '../test/unit/core/scenes';
import { kodak } from './pictures';

interface Case {
  readonly name: string;
  readonly noisy: Raster;
  readonly clean: Raster;
}

const scenes: [string, Scene, number][] = [
  ['mosaic', bayer, 8],
  ['letters', strokes, 20],
  ['letters', strokes, 0],
  ['points', points, 3],
  ['half a chequerboard', halfChequer, 10],
  ['printed dots', dots, 15],
  ['smooth', smooth, 10],
];

function drawn([name, scene, sigma]: [string, Scene, number]): Case {
  const size = { width: 128, height: 128 };
  return {
    name: `${name}, σ ${sigma}`,
    noisy: photograph(scene, { ...size, sigma }),
    clean: photograph(scene, { ...size, sigma: 0 }),
  };
}

/** The middle of a Kodak picture in 8 bits; photons: their number in white. */
async function photo(name: string, noise: { readonly sigma: number } | { readonly photons: number }): Promise<Case> {
  const picture = await kodak(name);
  const random = createRandom(11);
  const deviation = (value: number) => ('sigma' in noise ? noise.sigma : Math.sqrt((value * 255) / noise.photons));
  const as = (value: (clean: number) => number): Raster => ({
    ...picture.noisy,
    sampleFormat: 'uint',
    bitDepth: 8,
    samples: Uint8Array.from(picture.clean, (clean) => Math.min(255, Math.max(0, Math.round(value(clean))))),
  });
  return {
    name: `${name}, ${'sigma' in noise ? `σ ${noise.sigma}` : `${noise.photons} photons`}`,
    noisy: as((clean) => clean + deviation(clean) * random.normal()),
    clean: as((clean) => clean),
  };
}

/** PSNR of the noisy picture, of the method's result, and of the result as it is judged. */
export async function measureStructure() {
  const engine = await createWasmEngine();
  const photos = ['kodim05', 'kodim20'].flatMap((name) => [
    photo(name, { sigma: 25 }),
    photo(name, { sigma: 10 }),
    photo(name, { sigma: 5 }),
    photo(name, { photons: 60 }),
  ]);
  const rows: Record<string, string>[] = [];
  for (const { name, noisy, clean } of [...scenes.map(drawn), ...(await Promise.all(photos))]) {
    const row: Record<string, string> = { picture: name, noisy: psnr(noisy, clean).toFixed(2) };
    for (const { id: method } of methods) {
      const options = validateOptions({ method, preset: 'fast' });
      const judged = await denoiseJudged(noisy, options, machineOn(engine));
      row[method] = psnr((await denoise(noisy, options, machineOn(engine))).raster, clean).toFixed(2);
      row[`${method}, judged`] = psnr(judged.raster, clean).toFixed(2);
      row[`${method}, found`] = judged.findings.map(({ kind }) => kind).join(' ');
    }
    rows.push(row);
  }
  engine.dispose();
  console.table(rows);
  return rows;
}
