import { expect, it } from 'vitest';
import { createCheapestEngine } from '../../../src/core/engines/cheapestEngine';
import type { Engine, EngineId, Trainer } from '../../../src/core/engines/engine';
import { createGenericEngine } from '../../../src/core/engines/generic/genericEngine';
import { type Program, zsN2nProgram } from '../../../src/core/engines/program';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { zsN2nLoss } from '../../../src/core/networks/loss';
import { networkGoldens, setupOfGolden } from './networkGolden';
import { setupOf } from './trainerSetup';

const zsN2n = zsN2nProgram(3, zsN2nLoss);
const { program: unet } = setupOfGolden(networkGoldens[0]);

/** Notes what it is asked, and trains nothing. */
function fake(id: EngineId, cost: number, asked: string[], supports = (_: Program) => true): Engine {
  return {
    id,
    description: id,
    supports,
    cost: () => cost,
    createTrainer: async () => {
      asked.push(`${id} trains`);
      return {} as Trainer;
    },
    dispose: () => asked.push(`${id} ends`),
  };
}

it('the kernels made for ZS-N2N support it alone, and are cheaper there', async () => {
  const [fused, generic] = [await createWasmEngine(), createGenericEngine()];
  expect([fused.supports(zsN2n), fused.supports(unet)]).toEqual([true, false]);
  const supervised: Program = { ...zsN2n, objective: { kind: 'supervised', error: 'squared', weighted: false } };
  expect([fused.supports(supervised), generic.supports(supervised)]).toEqual([false, true]);
  expect([generic.supports(zsN2n), generic.supports(unet)]).toEqual([true, true]);
  expect(fused.cost(zsN2n)).toBeLessThan(generic.cost(zsN2n));
  const both = createCheapestEngine(fused, [{ ...generic, start: async () => generic }]);
  const trainers = [
    await both.createTrainer(setupOf(1, 4, 4)),
    await both.createTrainer(setupOfGolden(networkGoldens[0])),
  ];
  for (const trainer of trainers) expect(await trainer.parameters()).toBeInstanceOf(Float32Array);
  both.dispose();
});

it('each program goes to the cheapest engine that supports it, which is started once and ended', async () => {
  const asked: string[] = [];
  const first = fake('wasm', 1, asked, ({ objective }) => objective.kind === 'halves');
  const dear = fake('generic', 9, asked);
  const middle = fake('tfjs', 5, asked, ({ network }) => network.inputChannels < 5);
  const toStart = (engine: Engine) => ({
    ...engine,
    start: async () => {
      asked.push(`${engine.id} starts`);
      return engine;
    },
  });
  const all = createCheapestEngine(first, [toStart(dear), toStart(middle)]);
  await all.createTrainer(setupOf(3, 4, 4));
  await all.createTrainer(setupOfGolden(networkGoldens[0]));
  await all.createTrainer(setupOfGolden(networkGoldens[0]));
  expect(asked).toEqual(['wasm trains', 'tfjs starts', 'tfjs trains', 'tfjs trains']);
  expect([all.cost(zsN2n), all.cost(unet), all.id]).toEqual([1, 5, 'wasm']);
  all.dispose();
  await Promise.resolve();
  expect(asked.slice(4)).toEqual(['wasm ends', 'tfjs ends']);
});

it('what no engine supports is refused', async () => {
  const none = createCheapestEngine(
    fake('wasm', 1, [], () => false),
    [],
  );
  expect(none.supports(unet)).toBe(false);
  await expect(none.createTrainer(setupOfGolden(networkGoldens[0]))).rejects.toThrow('no engine');
});
