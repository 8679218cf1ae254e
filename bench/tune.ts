/**
 * Compares recipes on pictures that are in no benchmark: `npm run tune -- FOLDER [RECIPE…]`. FOLDER holds clean 8-bit RGB
 * PNG files of at least 256x256; a RECIPE is what differs from `balanced`, such as `cropSize=16,batch=2` or `symmetries=8`,
 * and `method=zs-n2m`. Prints the PSNR of each picture's middle with noise of sigma 25 after a run.
 */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { defaultOptions } from '../src/core/denoise/options';
import { type Recipe, recipeFor } from '../src/core/denoise/recipe';
import { denoiseByRecipe } from '../src/core/denoise/session';
import { allSymmetries } from '../src/core/denoise/symmetries';
import { validateOptions } from '../src/core/denoise/validateOptions';
import { createWasmEngine } from '../src/core/engines/wasm/wasmEngine';
import { psnr } from '../src/core/image/metrics';
import { zsN2nLoss } from '../src/core/networks/loss';
import { clipped, noisyMiddle } from './pictures';

/** @throws Error when the text names what a recipe does not have. */
function recipeOf(text: string): Recipe {
  const parts = text.split(',').filter(Boolean);
  const changes = new Map(parts.map((part) => part.split('=') as [string, string]));
  const method = changes.get('method') ?? defaultOptions.method;
  const recipe = recipeFor(validateOptions({ method }));
  const symmetries = allSymmetries.slice(0, Number(changes.get('symmetries') ?? recipe.symmetries.length));
  for (const name of ['method', 'symmetries']) changes.delete(name);
  for (const name of changes.keys()) if (!(name in recipe)) throw new Error(`a recipe has no "${name}"`);
  const parsed = (value: string) => (Number.isNaN(Number(value)) ? value : Number(value));
  const rest = [...changes].map(([name, value]) => [name, parsed(value)]);
  return { ...recipe, symmetries, ...Object.fromEntries(rest) };
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
      const { raster, statistics } = await denoiseByRecipe(
        picture.noisy,
        { ...recipeOf(text), loss: zsN2nLoss },
        1,
        engine,
      );
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
