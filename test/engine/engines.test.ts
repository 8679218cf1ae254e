import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parameterLayout } from '../../src/core/denoise/network';
import { flatten, goldenNames, readGolden, relativeError } from '../unit/engines/golden';
import { type EngineBrowser, openEngineBrowser } from './browser';
import type { EngineOutcome } from './page';

let browser: EngineBrowser;
beforeAll(async () => {
  browser = await openEngineBrowser();
});
afterAll(() => browser?.close());

it('there is WebGL 2 here, in software, and the probe says so', async () => {
  const { support, renderer } = await browser.call('probe');
  expect(support).toBe('software');
  expect(renderer).toMatch(/swiftshader/i);
});

describe.each(['tfjs', 'wasm'] as const)('engine %s in Chromium', (engine) => {
  describe.each(goldenNames)('gives PyTorch’s values (%s)', (name) => {
    const golden = readGolden(name);
    const { channels, height, width, adam } = golden;
    let running: Promise<EngineOutcome> | undefined;
    /** The work is done once, by the first test that asks. */
    const outcome = () => {
      running ??= browser.call('work', {
        engine,
        setup: {
          channels,
          cropHeight: height,
          cropWidth: width,
          batch: 1,
          parameters: flatten(golden.weights, channels),
        },
        crop: Float32Array.from(golden.input),
        steps: adam.lossBeforeEachStep.length,
        learningRate: adam.learningRate,
      });
      return running;
    };

    it('of the loss and its gradient', async () => {
      const { loss, gradient } = (await outcome()).evaluation;
      expect(loss.residual / golden.loss.residual).toBeCloseTo(1, 5);
      expect(loss.consistency / golden.loss.consistency).toBeCloseTo(1, 5);
      for (const { name: parameter, offset, size } of parameterLayout(channels)) {
        const error = relativeError(gradient.subarray(offset, offset + size), golden.gradients[parameter]);
        expect(error, parameter).toBeLessThan(1e-4);
      }
    });

    it('of the denoised picture', async () => {
      expect(relativeError((await outcome()).denoised, golden.denoised)).toBeLessThan(1e-5);
    });

    it('of 20 Adam steps', async () => {
      const { losses: terms, denoisedAfter, parametersAfter } = await outcome();
      const losses = terms.map(({ residual, consistency }) => residual + consistency);
      expect(relativeError(losses, adam.lossBeforeEachStep)).toBeLessThan(1e-4);
      expect(relativeError(denoisedAfter, adam.denoisedAfter)).toBeLessThan(1e-3);
      const [w3, b3] = parameterLayout(channels).slice(4);
      const slice = (offset: number, size: number) => parametersAfter.subarray(offset, offset + size);
      expect(relativeError(slice(w3.offset, w3.size), adam.w3After)).toBeLessThan(1e-3);
      expect(relativeError(slice(b3.offset, b3.size), adam.b3After)).toBeLessThan(1e-3);
    });
  });
});
