import { afterAll, beforeAll, expect, it } from 'vitest';
import { cropFloats } from '../../src/core/networks/crop';
import { randomFloats } from '../unit/engines/randomFloats';
import { setupOf } from '../unit/engines/trainerSetup';
import { type EngineBrowser, openEngineBrowser, remoteEngine } from './engineBrowser';
import type { TestedEngine } from './engineWorker';

let browser: EngineBrowser;
beforeAll(async () => {
  browser = await openEngineBrowser();
});
afterAll(() => browser?.close());

it('the CPU engine trains on threads in Chromium, and gives the bytes of one thread', async () => {
  const setup = setupOf(3, 12, 16, 4);
  const steps = 12;
  const crops = randomFloats(steps * setup.batch * cropFloats(setup), 3);
  const run = async (id: TestedEngine) => {
    const engine = await remoteEngine(await browser.openWorker(), id);
    const trainer = await engine.createTrainer(setup);
    const loss = await trainer.train(crops, new Float32Array(steps).fill(2e-3));
    const result = {
      loss,
      parameters: await trainer.parameters(),
      denoised: await trainer.infer(randomFloats(90 * 70 * 3, 4), 90, 70),
    };
    const { description } = engine;
    engine.dispose();
    return { result, description };
  };
  const single = await run('one thread');
  const threaded = await run('wasm');
  expect(threaded.result).toEqual(single.result);
  expect(single.description).not.toContain('thread');
  expect(threaded.description).toMatch(/on \d+ threads?$/);
});
