import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/core/engines/engine';
import { planMemory, reserveMemory } from '../../../src/core/engines/wasm/memoryPlan';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { compileKernels, instantiateKernels } from '../../../src/core/engines/wasm/wasmModule';
import { describeEvaluation } from './evaluationTests';
import { describeGoldenValues } from './goldenTests';
import { describeInference } from './inferenceTests';
import { describeParity } from './parityTests';
import { randomFloats } from './randomFloats';
import { setupOf } from './trainerSetup';

describeGoldenValues(createWasmEngine);

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

describeEvaluation(() => engine);

describeParity(() => engine);

describeInference(() => engine, {
  tiles: [
    [1, 1, 1],
    [3, 1, 9],
    [1, 37, 3],
    [3, 33, 65],
    [2, 67, 131],
  ],
  tile: [5, 70],
  larger: [64, 128],
});

describe('a trainer', () => {
  it('gives the same bytes for the same crops, in one call or in several', async () => {
    const setup = setupOf(3, 10, 14, 2);
    const size = 2 * 10 * 14 * 3;
    const crops = randomFloats(6 * size, 8);
    const rates = Float32Array.of(3e-3, 3e-3, 2e-3, 2e-3, 1e-3, 1e-3);
    const once = await engine.createTrainer(setup);
    const stepwise = await engine.createTrainer(setup);
    await once.train(crops, rates);
    for (let i = 0; i < 6; i++) {
      await stepwise.train(crops.subarray(i * size, (i + 1) * size), rates.subarray(i, i + 1));
    }
    expect(await stepwise.parameters()).toEqual(await once.parameters());
    once.dispose();
    stepwise.dispose();
  });

  it('changes nothing when it evaluates', async () => {
    const setup = setupOf(1, 4, 4);
    const trainer = await engine.createTrainer(setup);
    await trainer.evaluate(randomFloats(16, 2));
    expect(await trainer.parameters()).toEqual(setup.parameters);
    trainer.dispose();
  });

  it('refuses work after it was disposed', async () => {
    const trainer = await engine.createTrainer(setupOf(1, 4, 4));
    trainer.dispose();
    await expect(trainer.parameters()).rejects.toMatchObject({ code: 'disposed' });
    await expect(trainer.infer(new Float32Array(1), 1, 1)).rejects.toMatchObject({ code: 'disposed' });
  });

  it('says so when the system gives no more memory', async () => {
    const { module } = await compileKernels();
    const { kernels } = await instantiateKernels(module);
    const plan = planMemory(kernels, setupOf(3, 64, 64));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: plan.pages - 1 });
    expect(() => reserveMemory(memory, plan)).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
  });

  it('says so when the crops would need more memory than WebAssembly has', async () => {
    await expect(engine.createTrainer(setupOf(3, 4096, 4096))).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining('smaller crop'),
    });
  });
});
