/**
 * Compares recipes on pictures that are in no benchmark: `npm run tune -- FOLDER [RECIPE…]`. FOLDER holds clean 8-bit RGB
 * PNG files of at least 256x256; a RECIPE is what differs from `balanced`, such as `cropSize=16,batch=2`. Prints the PSNR
 * of each picture's middle with noise of sigma 25 after a run.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { defaultOptions } from '../src/core/denoise/options';
import { type Recipe, recipeFor } from '../src/core/denoise/recipe';
import { denoiseByRecipe } from '../src/core/denoise/session';
import { createWasmEngine } from '../src/core/engines/wasm/wasmEngine';
import { psnr } from '../src/core/image/metrics';
import { clipped, noisyMiddle } from './pictures';

function recipeOf(text: string): Recipe {
  const changes = text
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [name, value] = part.split('=');
      return [name, Number.isNaN(Number(value)) ? value : Number(value)];
    });
  return { ...recipeFor(defaultOptions), ...Object.fromEntries(changes) };
}

async function main([folder, ...recipes]: readonly string[]): Promise<void> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.png'));
  const pictures = await Promise.all(files.map((name) => noisyMiddle(path.join(folder, name))));
  const engine = await createWasmEngine();
  for (const text of recipes.length > 0 ? recipes : ['']) {
    const row: Record<string, string> = {};
    let sum = 0;
    let iterations = 0;
    const begun = performance.now();
    for (const picture of pictures) {
      const { raster, statistics } = await denoiseByRecipe(picture.noisy, recipeOf(text), 1, engine);
      const { result, clean } = clipped(picture, raster.samples);
      const db = psnr(result, clean);
      row[picture.name] = db.toFixed(2);
      sum += db;
      iterations += statistics.iterations;
    }
    const seconds = (performance.now() - begun) / 1000 / pictures.length;
    const mean = (sum / pictures.length).toFixed(3);
    const steps = Math.round(iterations / pictures.length);
    console.log(text || 'balanced', JSON.stringify({ ...row, mean, steps, seconds: seconds.toFixed(1) }));
  }
  engine.dispose();
}

await main(process.argv.slice(2));
