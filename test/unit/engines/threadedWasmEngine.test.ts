import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundling } from '../../../scripts/bundling.mjs';
import { nodeThreadSpawner } from '../../../src/cli/nodeThreads';
import type { Engine } from '../../../src/core/engines/engine';
import { type LinkThreads, linkByMemory, linkByPorts } from '../../../src/core/engines/wasm/parallel/exchange';
import { createThreadedWasmEngine } from '../../../src/core/engines/wasm/parallel/threadedWasmEngine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { cropFloats } from '../../../src/core/networks/crop';
import { zsN2mLoss, zsN2nLoss } from '../../../src/core/networks/loss';
import { randomCrops, randomFloats } from './randomFloats';
import { setupOf as trainerSetup, type ZsN2nSetup } from './trainerSetup';

const folder = mkdtempSync(join(tmpdir(), 'train-thread-'));
const entry = join(folder, 'trainThread.cjs');

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/cli/computeThread.ts', import.meta.url))],
    outfile: entry,
    ...bundling,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const withThreads = (threads: number, link: LinkThreads = linkByMemory) =>
  createThreadedWasmEngine(threads, nodeThreadSpawner(entry), link);

const setupOf = (channels: number, batch: number, loss = zsN2nLoss): ZsN2nSetup =>
  trainerSetup(channels, 12, 16, batch, loss);

/** Everything a run produces: 20 steps in two calls, then an evaluation and a denoised tile of several blocks. */
async function run(engine: Engine, setup: ZsN2nSetup) {
  const { channels, batch } = setup;
  const stepSize = batch * cropFloats(setup);
  const crops = randomCrops(setup, 20 * batch, 41);
  const rates = Float32Array.from({ length: 20 }, (_, i) => 3e-3 / (i + 1));
  const trainer = await engine.createTrainer(setup);
  try {
    return {
      losses: [
        await trainer.train(crops.subarray(0, 7 * stepSize), rates.subarray(0, 7)),
        await trainer.train(crops.subarray(7 * stepSize), rates.subarray(7)),
      ],
      evaluation: await trainer.evaluate(crops.subarray(0, stepSize)),
      parameters: await trainer.parameters(),
      denoised: await trainer.infer(randomFloats(101 * 70 * channels, 43), 101, 70),
    };
  } finally {
    trainer.dispose();
  }
}

describe.each([
  [1, 'memory', linkByMemory],
  [2, 'memory', linkByMemory],
  [3, 'memory', linkByMemory],
  [2, 'messages', linkByPorts],
  [3, 'messages', linkByPorts],
])('on %i threads that exchange gradients by %s', (threads, _by, link) => {
  it.each([
    ['grey', 1, 3, zsN2nLoss],
    ['colour', 3, 3, zsN2nLoss],
    ['colour, one crop a step', 3, 1, zsN2nLoss],
    ['colour, masked', 3, 3, zsN2mLoss],
  ])('gives the bytes of the single-threaded engine (%s)', async (_name, channels, batch, loss) => {
    const setup = setupOf(channels, batch, loss);
    const single = await createWasmEngine();
    const threaded = await withThreads(threads, link);
    const expected = await run(single, setup);
    const actual = await run(threaded, setup);
    single.dispose();
    threaded.dispose();
    expect(actual).toEqual(expected);
  });
});

it('has ended all its threads after 20 runs and dispose', async () => {
  let living = 0;
  const spawn = () => {
    const port = nodeThreadSpawner(entry)();
    living++;
    port.onError(() => living--); // also called when it ends
    return port;
  };
  const engine = await createThreadedWasmEngine(2, spawn, linkByMemory);
  for (let i = 0; i < 20; i++) await run(engine, setupOf(1, 2));
  expect(living).toBe(2);
  engine.dispose();
  await expect.poll(() => living, { timeout: 60_000 }).toBe(0);
});

describe('when something goes wrong', () => {
  it('rejects calls under way, and later ones, when a thread dies', async () => {
    const mortal = join(folder, 'mortal.cjs');
    writeFileSync(
      mortal,
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ id, request }) =>
         request.kind === 'hello' ? parentPort.postMessage({ id, ok: true }) : process.exit(3));`,
    );
    const healthy = nodeThreadSpawner(entry);
    const dying = nodeThreadSpawner(mortal);
    let spawned = 0;
    const engine = await createThreadedWasmEngine(2, () => (spawned++ === 0 ? healthy() : dying()), linkByMemory);
    await expect(engine.createTrainer(setupOf(1, 2))).rejects.toMatchObject({ code: 'engine-failed' });
    await expect(engine.createTrainer(setupOf(1, 2))).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it('rejects when threads cannot start', async () => {
    const missing = nodeThreadSpawner(join(folder, 'missing.cjs'));
    await expect(createThreadedWasmEngine(2, missing, linkByMemory)).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it('rejects calls under way when the engine is disposed, and does not hang on threads that wait for others', async () => {
    const engine = await withThreads(2);
    const trainer = await engine.createTrainer(setupOf(3, 2));
    const stepSize = 2 * 12 * 16 * 3;
    const training = trainer.train(randomFloats(2000 * stepSize, 1), new Float32Array(2000).fill(1e-3));
    engine.dispose();
    await expect(training).rejects.toMatchObject({ code: 'disposed' });
    await expect(trainer.parameters()).rejects.toMatchObject({ code: 'disposed' });
  });

  it('passes on that there is not enough memory, and goes on working', async () => {
    const engine = await withThreads(2);
    const tooLarge = { ...setupOf(3, 2), cropHeight: 4096, cropWidth: 4096 };
    await expect(engine.createTrainer(tooLarge)).rejects.toMatchObject({ code: 'out-of-memory' });
    const trainer = await engine.createTrainer(setupOf(3, 2));
    expect(await trainer.parameters()).toEqual(setupOf(3, 2).parameters);
    engine.dispose();
  });
});
