/**
 * Measures the engines and presets on this machine: `npm run bench [-- steps presets reference sizes browser codecs view open stacks channels structure networks]`.
 * Prints tables and writes out/bench.json. Compare numbers of one run only: machines differ and have other work.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { denoise } from '../src/core/denoise/denoise';
import { defaultOptions, type Preset } from '../src/core/denoise/options';
import { recipeFor } from '../src/core/denoise/recipe';
import { validateOptions } from '../src/core/denoise/validateOptions';
import { psnr, ssim } from '../src/core/image/metrics';
import { methods } from '../src/core/methods/catalogue';
import { machineOn } from '../src/core/methods/machine';
import { openEngineBrowser } from '../test/engine/engineBrowser';
import { measureChannels } from './channels';
import { measureCodecs } from './codecs';
import { cpuEngines } from './cpuEngines';
import { measureNetworks } from './networks';
import { measureOpening } from './open';
import { clipped, kodak } from './pictures';
import { hasPytorch, pytorchRuns, pytorchSteps } from './pytorch';
import { measureSize } from './sizes';
import { measureStacks } from './stacks';
import { gigaflopsPerSecond, median, stepMilliseconds } from './steps';
import { measureStructure } from './structure';
import { measureView } from './view';

const names = ['kodim01', 'kodim05', 'kodim20', 'kodim24'];
const stepSides = [16, 32, 64, 128, 256];
/** Emulated WebGL takes seconds for a step. */
const browserRounds = 3;
const referenceSteps = 2000;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

async function steps() {
  const engines = await cpuEngines();
  const one: Record<number, number> = {};
  for (const side of stepSides) one[side] = await stepMilliseconds(engines['one core'], side);
  const recipe = recipeFor(defaultOptions);
  const step = {
    'one core': await stepMilliseconds(engines['one core'], recipe.cropSize, recipe.batch),
    'all cores': await stepMilliseconds(engines['all cores'], recipe.cropSize, recipe.batch),
  };
  for (const engine of Object.values(engines)) engine.dispose();
  const torch = hasPytorch() ? pytorchSteps(stepSides) : undefined;
  console.table(
    stepSides.map((side, i) => ({
      side,
      'wasm, one core: ms': one[side].toFixed(2),
      'GFLOP/s': gigaflopsPerSecond(side, one[side]).toFixed(0),
      'PyTorch, all cores: ms': torch?.milliseconds[i].toFixed(2),
      'PyTorch GFLOP/s': torch && gigaflopsPerSecond(side, torch.milliseconds[i]).toFixed(0),
      'rate, share of PyTorch': torch && (torch.milliseconds[i] / one[side]).toFixed(2),
    })),
  );
  console.log(`a step of the recipes (${recipe.batch} crops of ${recipe.cropSize}x${recipe.cropSize}), ms:`, step);
  return { wasm: one, step, torch };
}

interface PresetResult {
  readonly psnr: number[];
  readonly ssim: number[];
  /** One core, all cores. */
  readonly seconds: Readonly<Record<string, number[]>>;
}

async function presets() {
  const engines = Object.entries(await cpuEngines());
  const results: Record<string, PresetResult> = {};
  for (const { id: method } of methods) {
    for (const preset of ['fast', 'balanced', 'best'] satisfies Preset[]) {
      const seconds = Object.fromEntries(engines.map(([cores]) => [cores, []]));
      const result: PresetResult = { psnr: [], ssim: [], seconds };
      for (const name of names) {
        const picture = await kodak(name);
        for (const [cores, engine] of engines) {
          const begun = performance.now();
          const { raster } = await denoise(picture.noisy, validateOptions({ method, preset }), machineOn(engine));
          result.seconds[cores].push((performance.now() - begun) / 1000);
          if (cores !== 'one core') continue;
          // all cores give the same bytes
          const pair = clipped(picture, raster.samples);
          result.psnr.push(psnr(pair.result, pair.clean));
          result.ssim.push(ssim(pair.result, pair.clean));
        }
      }
      results[`${method} ${preset}`] = result;
    }
  }
  for (const [, engine] of engines) engine.dispose();
  console.table(
    Object.entries(results).map(([preset, r]) => ({
      preset,
      ...Object.fromEntries(names.map((name, i) => [name, `${r.psnr[i].toFixed(2)} / ${r.ssim[i].toFixed(3)}`])),
      'mean dB': mean(r.psnr).toFixed(2),
      ...Object.fromEntries(Object.entries(r.seconds).map(([cores, s]) => [`${cores}: s`, median(s).toFixed(1)])),
    })),
  );
  return results;
}

async function reference() {
  if (!hasPytorch()) {
    console.log('PyTorch is not here (Debian: python3-torch); its reference run was left out.');
    return undefined;
  }
  const answer = pytorchRuns(await Promise.all(names.map(kodak)), referenceSteps);
  console.table(
    answer.runs.map(({ seconds, psnr: db }, i) => ({ picture: names[i], dB: db.toFixed(2), s: seconds.toFixed(1) })),
  );
  console.log(
    `PyTorch ${answer.torch}, ${answer.threads} threads: mean ${mean(answer.runs.map((r) => r.psnr)).toFixed(2)} dB, median ${median(
      answer.runs.map((r) => r.seconds),
    ).toFixed(1)} s`,
  );
  return answer;
}

async function sizes() {
  const results = [];
  for (const megapixels of [1, 4, 12, 48]) results.push(await measureSize(megapixels, 'png', 'balanced'));
  results.push(await measureSize(100, 'tif', 'balanced'));
  console.table(results.map(({ seconds, ...rest }) => ({ ...rest, ...seconds })));
  return results;
}

async function browser() {
  const chromium = await openEngineBrowser();
  const results: Record<string, Record<number, number>> = {};
  for (const id of ['wasm', 'webgl', 'tfjs'] as const) {
    const worker = await chromium.openWorker();
    await worker.call('createEngine', { id, allowSoftware: true });
    results[id] = {};
    for (const side of stepSides) {
      results[id][side] = await worker.call('stepMilliseconds', { side, batch: 1, rounds: browserRounds });
    }
    worker.notify('disposeEngine');
  }
  await chromium.close();
  const cells = (side: number, milliseconds: number) =>
    `${milliseconds.toFixed(2)} ms, ${gigaflopsPerSecond(side, milliseconds).toFixed(2)} GFLOP/s`;
  console.table(
    stepSides.map((side) => {
      const columns = Object.entries(results).map(([id, bySide]) => [id, cells(side, bySide[side])]);
      return { side, ...Object.fromEntries(columns) };
    }),
  );
  return results;
}

const parts = {
  steps,
  presets,
  reference,
  sizes,
  browser,
  codecs: () => measureCodecs(),
  view: measureView,
  open: measureOpening,
  stacks: measureStacks,
  channels: measureChannels,
  structure: measureStructure,
  networks: measureNetworks,
};

async function main(wanted: readonly string[]): Promise<void> {
  const results: Record<string, unknown> = {
    machine: `${cpus().length} x ${cpus()[0].model}`,
    node: process.version,
  };
  console.log(results);
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    results[name] = await run();
  }
  mkdirSync('out', { recursive: true });
  writeFileSync('out/bench.json', JSON.stringify(results, null, 2));
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
