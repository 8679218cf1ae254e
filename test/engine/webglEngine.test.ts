import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/denoise/random';
import type { Engine } from '../../src/core/engines/engine';
import { createWasmEngine } from '../../src/core/engines/wasm/wasmEngine';
import { describeEvaluation } from '../unit/engines/evaluationTests';
import { relativeError } from '../unit/engines/golden';
import { describeInference } from '../unit/engines/inferenceTests';
import { describeParity } from '../unit/engines/parityTests';
import { randomFloats } from '../unit/engines/randomFloats';
import { setupOf } from '../unit/engines/trainerSetup';
import { type EngineBrowser, openEngineBrowser, remoteEngine } from './engineBrowser';

let browser: EngineBrowser;
let engine: Engine;
let reference: Engine;
beforeAll(async () => {
  browser = await openEngineBrowser();
  engine = await remoteEngine(await browser.openWorker());
  reference = await createWasmEngine();
});
afterAll(() => browser?.close());

describeEvaluation(() => engine);

describeParity(() => engine);

describeInference(() => engine, {
  tiles: [
    [1, 1, 1],
    [3, 1, 9],
    [1, 37, 3],
    [3, 33, 65],
    [2, 261, 6],
    [3, 5, 523],
  ],
  tile: [6, 22],
  larger: [16, 40],
});

describe('training', () => {
  it('agrees with the CPU engine over 50 steps', async () => {
    const setup = setupOf(3, 16, 16);
    const steps = 50;
    // A bright square on black under noise: something to learn.
    const pixel = createRandom(31);
    const crops = Float32Array.from({ length: steps * 16 * 16 * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % 16, Math.floor(i / 48) % 16];
      return (x > 4 && x < 12 && y > 4 && y < 12 ? 0.7 : 0.2) + 0.1 * pixel.normal();
    });
    const learningRates = new Float32Array(steps).fill(1e-3);
    const trainer = await engine.createTrainer(setup);
    const other = await reference.createTrainer(setup);
    const loss = await trainer.train(crops, learningRates);
    const expected = await other.train(crops, learningRates);
    // As far as the CPU engine strays from itself when its start changes by 3e-6: sooner or later rounding changes the
    // sign of an activation, and with it the slope.
    expect(loss.residual / expected.residual).toBeCloseTo(1, 3);
    expect(loss.consistency / expected.consistency).toBeCloseTo(1, 3);
    expect(relativeError(await trainer.parameters(), await other.parameters())).toBeLessThan(2e-3);
    const tile = crops.subarray(0, 16 * 16 * 3);
    expect(relativeError(await trainer.infer(tile, 16, 16), await other.infer(tile, 16, 16))).toBeLessThan(1e-3);
    trainer.dispose();
  });

  it('has the gradient of the CPU engine at parameters that training led to', async () => {
    const setup = setupOf(3, 16, 16);
    const crops = randomFloats(20 * 16 * 16 * 3, 12);
    const other = await reference.createTrainer(setup);
    await other.train(crops, new Float32Array(20).fill(3e-3));
    const trainer = await engine.createTrainer({ ...setup, parameters: await other.parameters() });
    const crop = crops.subarray(0, 16 * 16 * 3);
    const { gradient } = await trainer.evaluate(crop);
    trainer.dispose();
    expect(relativeError(gradient, (await other.evaluate(crop)).gradient)).toBeLessThan(2e-5);
  });

  it('gives the same parameters for the same crops, in one call or in several, beside another run', async () => {
    const setup = setupOf(1, 4, 6, 2);
    const size = 2 * 4 * 6;
    const crops = randomFloats(4 * size, 8);
    const rates = Float32Array.of(3e-3, 3e-3, 2e-3, 1e-3);
    const once = await engine.createTrainer(setup);
    const stepwise = await engine.createTrainer(setup);
    const meanLoss = await once.train(crops, rates);
    let residual = 0;
    for (let i = 0; i < 4; i++) {
      const loss = await stepwise.train(crops.subarray(i * size, (i + 1) * size), rates.subarray(i, i + 1));
      residual += loss.residual / 4;
      await once.evaluate(crops);
    }
    expect(await stepwise.parameters()).toEqual(await once.parameters());
    expect(meanLoss.residual / residual).toBeCloseTo(1, 5);
    once.dispose();
    stepwise.dispose();
  });

  it('starts from exactly the parameters given and changes nothing when it evaluates', async () => {
    const setup = setupOf(3, 4, 4);
    const trainer = await engine.createTrainer(setup);
    await trainer.evaluate(randomFloats(48, 2));
    expect(await trainer.parameters()).toEqual(setup.parameters);
    trainer.dispose();
  });

  it('reports a loss that is not a number', async () => {
    const trainer = await engine.createTrainer(setupOf(1, 2, 2));
    const { residual } = await trainer.train(Float32Array.of(Number.NaN, 0, 0, 0), Float32Array.of(0));
    expect(residual).toBeNaN();
    trainer.dispose();
  });
});

describe('what it refuses', () => {
  it('work after it was disposed', async () => {
    const trainer = await engine.createTrainer(setupOf(1, 4, 4));
    trainer.dispose();
    await expect(trainer.parameters()).rejects.toMatchObject({ code: 'disposed' });
    await expect(trainer.infer(new Float32Array(1), 1, 1)).rejects.toMatchObject({ code: 'disposed' });
  });

  it.each([
    ['crops larger than the GPU’s textures', setupOf(3, 16384, 16384), 'out-of-memory', 'smaller crop'],
    ['more channels than a texel has', setupOf(5, 4, 4), 'engine-failed', '4 colour channels'],
  ])('%s', async (_what, setup, code, part) => {
    await expect(engine.createTrainer(setup)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(part),
    });
  });

  it.each([
    ['EXT_color_buffer_float', '16-bit'],
    [undefined, 'emulated on the CPU'],
  ])('to start where it lacks what it needs (%s)', async (withoutExtension, part) => {
    const worker = await browser.openWorker();
    const allowSoftware = withoutExtension !== undefined;
    await expect(worker.call('createEngine', { id: 'webgl', allowSoftware, withoutExtension })).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining(part),
    });
  });
});
