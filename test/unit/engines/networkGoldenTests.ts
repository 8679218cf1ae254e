import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/core/engines/engine';
import { tilesOf } from '../../../src/core/image/tiles';
import { marginOf } from '../../../src/core/networks/margin';
import { parametersOf } from '../../../src/core/networks/parameters';
import { relativeError } from './golden';
import { goldenCrop, hashed, type NetworkGolden, networkGoldens, setupOfGolden } from './networkGolden';

/** Tests that an engine trains any network as PyTorch does, and gives the same in tiles as in one piece. */
export function describeNetworks(create: () => Promise<Engine>): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  /** The crops of one step, from crop `first` on. */
  const cropsFrom = (golden: NetworkGolden, first: number) =>
    Array.from({ length: golden.batch }, (_, i) => goldenCrop(golden, first + i));

  const expectParameters = (
    golden: NetworkGolden,
    actual: Float32Array,
    expected: Readonly<Record<string, readonly number[]>>,
    tolerance: number,
  ) => {
    for (const { name, offset, size } of parametersOf(golden.network)) {
      expect(relativeError(actual.subarray(offset, offset + size), expected[name]), name).toBeLessThan(tolerance);
    }
  };

  describe.each(networkGoldens.map((golden) => [golden.name, golden] as const))('a network: %s', (_name, golden) => {
    const setup = setupOfGolden(golden);

    it("has PyTorch's loss, gradients and result", async () => {
      expect(engine.supports(setup.program)).toBe(true);
      const trainer = await engine.createTrainer(setup);
      const { loss, gradient } = await trainer.evaluate(concatenate(cropsFrom(golden, 0)));
      const image = goldenCrop(golden, 0).subarray(0, golden.height * golden.width * golden.network.inputChannels);
      const result = await trainer.infer(image, golden.height, golden.width);
      trainer.dispose();
      expect(Math.abs(loss.residual / golden.loss - 1)).toBeLessThan(1e-6);
      expectParameters(golden, gradient, golden.gradients, 1e-5);
      expect(relativeError(result, golden.result)).toBeLessThan(2e-6);
    });

    const { adam } = golden;
    if (!adam) return;
    it('follows the same losses through 20 Adam steps to the same parameters', async () => {
      const trainer = await engine.createTrainer(setup);
      const losses: number[] = [];
      for (let step = 0; step < adam.losses.length; step++) {
        const crops = concatenate(cropsFrom(golden, (step % 2) * golden.batch));
        losses.push((await trainer.train(crops, Float32Array.of(adam.learningRate))).residual);
      }
      const parameters = await trainer.parameters();
      trainer.dispose();
      // at this rate losses fall a tenth a step, and so tell of differences in the rate: TensorFlow.js rounds 1 - 0.999
      expect(relativeError(losses, adam.losses)).toBeLessThan(1e-4);
      expectParameters(golden, parameters, adam.parameters, 1e-4);
    });
  });

  it('gives the same in tiles with the margin that the network states as in one piece', async () => {
    const golden = networkGoldens[0];
    const { network } = golden;
    const { radius, alignment } = marginOf(network);
    const [height, width, side] = [40, 56, 16];
    const trainer = await engine.createTrainer(setupOfGolden(golden));
    const image = hashed(7, height * width);
    const whole = await trainer.infer(image, height, width);
    expect([height % alignment, width % alignment, side % alignment]).toEqual([0, 0, 0]);
    for (const tile of tilesOf(width, height, side, radius)) {
      const { outerLeft, outerTop, outerWidth, outerHeight } = tile;
      const part = await trainer.infer(
        cut(image, width, outerLeft, outerTop, outerWidth, outerHeight),
        outerHeight,
        outerWidth,
      );
      const inside = cut(part, outerWidth, tile.left - outerLeft, tile.top - outerTop, tile.width, tile.height);
      expect(relativeError(inside, cut(whole, width, tile.left, tile.top, tile.width, tile.height))).toBeLessThan(1e-6);
    }
    trainer.dispose();
  });
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** A part of a grey image of `stride` columns. */
function cut(
  image: Float32Array,
  stride: number,
  left: number,
  top: number,
  width: number,
  height: number,
): Float32Array {
  return Float32Array.from(
    { length: width * height },
    (_, i) => image[(top + Math.floor(i / width)) * stride + left + (i % width)],
  );
}
