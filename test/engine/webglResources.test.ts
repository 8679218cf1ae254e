import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFloats } from '../unit/engines/randomFloats';
import { setupOf } from '../unit/engines/trainerSetup';
import { type EngineBrowser, openEngineBrowser, remoteEngine } from './engineBrowser';

const mostDrawsPerStep = 24;

let browser: EngineBrowser;
beforeAll(async () => {
  browser = await openEngineBrowser();
});
afterAll(() => browser?.close());

const setup = setupOf(3, 8, 8);
const stepFloats = 8 * 8 * 3;

describe('the training loop', () => {
  it('draws at most 24 times a step, allocates nothing, and reads the loss back once for all steps', async () => {
    const worker = await browser.openWorker();
    const trainer = await (await remoteEngine(worker)).createTrainer(setup);
    const train = async (steps: number) => {
      const before = await worker.call('calls');
      await trainer.train(randomFloats(steps * stepFloats, 3), new Float32Array(steps).fill(1e-3));
      const after = await worker.call('calls');
      return {
        draws: after.draws - before.draws,
        reads: after.reads - before.reads,
        allocations: after.allocations - before.allocations,
      };
    };
    const counts = await train(7);
    expect(counts).toMatchObject({ reads: 1, allocations: 0 });
    expect(counts.draws).toBeGreaterThan(0);
    expect(counts.draws).toBeLessThanOrEqual(7 * mostDrawsPerStep);
    expect((await train(14)).draws).toBe(2 * counts.draws);
    expect(await worker.call('webglErrors')).toBe(0);
  });
});

describe('dispose', () => {
  it('leaves no object on the GPU', async () => {
    const worker = await browser.openWorker();
    const engine = await remoteEngine(worker);
    const shared = (await worker.call('calls')).live;
    const trainer = await engine.createTrainer(setup);
    await trainer.train(randomFloats(stepFloats, 3), Float32Array.of(1e-3));
    await trainer.infer(randomFloats(stepFloats, 4), 8, 8);
    expect(await worker.call('webglErrors')).toBe(0);
    expect((await worker.call('calls')).live.Texture).toBeGreaterThan(shared.Texture ?? 0);
    await worker.call('disposeTrainer', { trainer: 1 });
    expect((await worker.call('calls')).live).toEqual(shared);

    const forgotten = await engine.createTrainer(setup);
    await worker.call('disposeEngine');
    expect((await worker.call('calls')).live).toEqual({});
    await expect(forgotten.parameters()).rejects.toMatchObject({ code: 'disposed' });
  });

  it('leaves nothing of a run that did not fit', async () => {
    const worker = await browser.openWorker();
    const engine = await remoteEngine(worker);
    const shared = (await worker.call('calls')).live;
    await expect(engine.createTrainer({ ...setup, cropHeight: 2 ** 15 })).rejects.toMatchObject({
      code: 'out-of-memory',
    });
    expect((await worker.call('calls')).live).toEqual(shared);
  });
});

describe.each(['webgl', 'tfjs'] as const)('when the GPU goes away under %s', (id) => {
  it('work under way rejects and says why, and so does all later work', async () => {
    const worker = await browser.openWorker();
    const engine = await remoteEngine(worker, id);
    const trainer = await engine.createTrainer(setup);
    const failure = await worker.call('loseContextWhileTraining', {
      trainer: 1,
      crops: randomFloats(20 * stepFloats, 3),
      learningRates: new Float32Array(20).fill(1e-3),
    });
    expect(failure).toMatchObject({ isContextLost: true, message: expect.stringContaining('CPU engine') });
    const lost = { code: 'engine-failed', message: expect.stringContaining('context lost') };
    await expect(trainer.parameters()).rejects.toMatchObject(lost);
    await expect(trainer.infer(new Float32Array(12), 2, 2)).rejects.toMatchObject(lost);
    await expect(engine.createTrainer(setup)).rejects.toMatchObject(lost);
    await worker.call('disposeEngine');
    expect((await worker.call('calls')).contexts).toBe(0);
  });
});
