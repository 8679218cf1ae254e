import { describe, expect, it } from 'vitest';
import { createGenericEngine } from '../../../src/core/engines/generic/genericEngine';
import { maskName, partialConvolution } from '../../../src/core/networks/partialConvolution';
import { sameWindow } from '../../../src/core/networks/spec';
import { unet } from '../../../src/core/networks/unet';
import { describeEvaluation } from './evaluationTests';
import { describeGoldenValues } from './goldenTests';
import { goldenCrop, networkGoldens, setupOfGolden } from './networkGolden';
import { describeNetworks } from './networkGoldenTests';
import { describeParity } from './parityTests';

describeNetworks(async () => createGenericEngine());

describeGoldenValues(async () => createGenericEngine());

describeEvaluation(createGenericEngine);

describeParity(createGenericEngine);

describe('the generic CPU engine', () => {
  const unetGolden = networkGoldens[0];

  it('is tested on the U-Net that the core makes', () => {
    const { network } = unetGolden;
    expect(unet({ inputChannels: 1, outputChannels: 1, widths: [6, 10], slope: 0.1 })).toEqual(network);
  });

  it('is tested on the partial convolutions that the core makes', () => {
    const nodes = networkGoldens.find(({ name }) => name === 'partial')?.network.nodes ?? [];
    const shape = { name: 'hole', input: 'image', mask: 'mask', inputChannels: 2, channels: 5, ...sameWindow(3) };
    expect(nodes.slice(2, 9)).toEqual(partialConvolution(shape));
    const names = { name: 'second', input: 'a', mask: maskName('hole') };
    expect(nodes.slice(10)).toEqual(partialConvolution({ ...shape, ...names, inputChannels: 5, channels: 2 }));
  });

  it('computes the same bytes in one call or in several, with tiles of other sizes between', async () => {
    const engine = createGenericEngine();
    const setup = setupOfGolden(unetGolden);
    const crops = Array.from({ length: 8 }, (_, k) => goldenCrop(unetGolden, k));
    const all = Float32Array.from(crops.flatMap((crop) => [...crop]));
    const rates = Float32Array.of(3e-3, 2e-3, 2e-3, 1e-3);
    const once = await engine.createTrainer(setup);
    await once.train(all, rates);
    const stepwise = await engine.createTrainer(setup);
    const stepFloats = all.length / 4;
    for (const [step, rate] of rates.entries()) {
      await stepwise.train(all.subarray(step * stepFloats, (step + 1) * stepFloats), Float32Array.of(rate));
      await stepwise.infer(new Float32Array(64 * (step + 1)).fill(0.5), 8, 8 * (step + 1));
    }
    expect(await stepwise.parameters()).toEqual(await once.parameters());
    once.dispose();
    await expect(once.parameters()).rejects.toMatchObject({ code: 'disposed' });
  });

  it('refuses what it does not support, and tiles that do not fit the network', async () => {
    const engine = createGenericEngine();
    const setup = setupOfGolden(unetGolden);
    const trainer = await engine.createTrainer(setup);
    await expect(trainer.infer(new Float32Array(9 * 8), 9, 8)).rejects.toThrow('multiples of 2');
    trainer.dispose();
  });
});
