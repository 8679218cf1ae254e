import { readFileSync } from 'node:fs';
import { openImage } from '../src/core/codecs/registry';
import { denoise } from '../src/core/denoise/denoise';
import type { DenoiseOptions } from '../src/core/denoise/options';
import { createRandom } from '../src/core/denoise/random';
import { optionsFrom } from '../src/core/denoise/reuse';
import { validateOptions } from '../src/core/denoise/validateOptions';
import type { Engine } from '../src/core/engines/engine';
import { createWasmEngine } from '../src/core/engines/wasm/wasmEngine';
import { psnr } from '../src/core/image/metrics';
import type { Raster } from '../src/core/image/raster';
import { cropRaster } from '../src/core/image/region';
import { machineOn } from '../src/core/methods/machine';

const side = 160;
const pages = [0, 1, 2];
const usualSigma = 25;

interface Page {
  readonly clean: Raster;
  readonly noisy: Raster;
}

/** A part of a Kodak picture with seeded Gaussian noise. */
async function page(name: string, left: number, top: number, sigma: number, seed: number): Promise<Page> {
  const picture = await (await openImage(readFileSync(`bench/kodak/${name}.png`))).readPage(0);
  const clean = cropRaster(picture, { left, top, width: side, height: side });
  const random = createRandom(seed);
  const limited = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  const samples = Uint8Array.from(clean.samples, (value) => limited(value + sigma * random.normal()));
  return { clean, noisy: { ...clean, samples } };
}

/** Pages that are alike, whose noise differs, and that have nothing in common. */
const stacks: Record<string, () => Promise<Page[]>> = {
  'drifting picture': () => Promise.all(pages.map((i) => page('kodim05', 100 + 6 * i, 120 + 3 * i, usualSigma, i))),
  'sigma 10 to 30': () => Promise.all(pages.map((i) => page('kodim01', 100 + 12 * i, 150, 10 * (i + 1), i))),
  'other pictures': () =>
    Promise.all(['kodim01', 'kodim05', 'kodim20'].map((name, i) => page(name, 100, 100, usualSigma, i))),
};

/** What the pages after the first gain or lose when they start from the network of the page before. */
export async function measureStacks() {
  const engine = await createWasmEngine();
  const rows = [];
  for (const [stack, make] of Object.entries(stacks)) rows.push({ stack, ...(await compare(engine, await make())) });
  engine.dispose();
  console.table(rows);
  return rows;
}

async function compare(engine: Engine, [first, ...rest]: Page[]) {
  const options = validateOptions({ preset: 'balanced' });
  let learned = (await denoise(first.noisy, options, machineOn(engine))).parameters;
  const sums = { fresh: 0, reused: 0, freshSeconds: 0, reusedSeconds: 0 };
  for (const { clean, noisy } of rest) {
    const run = async (by: DenoiseOptions, start?: Float32Array) => {
      const { raster, parameters, statistics } = await denoise(noisy, by, machineOn(engine), {}, start);
      return { parameters, seconds: statistics.trainSeconds, psnr: psnr(raster, clean) };
    };
    const fresh = await run(options);
    const reused = await run(optionsFrom(options, learned), learned);
    learned = reused.parameters;
    sums.fresh += fresh.psnr;
    sums.reused += reused.psnr;
    sums.freshSeconds += fresh.seconds;
    sums.reusedSeconds += reused.seconds;
  }
  return {
    'fresh dB': (sums.fresh / rest.length).toFixed(2),
    'reused dB': (sums.reused / rest.length).toFixed(2),
    'time, share of fresh': (sums.reusedSeconds / sums.freshSeconds).toFixed(2),
  };
}
