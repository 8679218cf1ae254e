import { describe, expect, it } from 'vitest';
import { denoise } from '../../../src/core/denoise/denoise';
import { denoisePage } from '../../../src/core/denoise/page';
import { createRandom } from '../../../src/core/denoise/random';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import { type Raster, sampleArrayFor } from '../../../src/core/image/raster';
import {
  decorrelation,
  fromPlanes,
  planeSigmas,
  recorrelation,
  toPlanes,
} from '../../../src/core/methods/bm3d/colorTransform';
import type { Machine } from '../../../src/core/methods/machine';
import { createBandRunner } from '../../../src/core/nonlocal/bandThreads';

/** A machine on which no engine may be started. */
const machine: Machine = {
  engine: async () => {
    throw new Error('BM3D needs no engine');
  },
  bands: createBandRunner,
};

interface Format extends Pick<Raster, 'sampleFormat' | 'bitDepth'> {
  readonly offset: number;
  readonly scale: number;
}

/** A scene of an edge and a slope in values from offset to offset + scale, with noise of sigma in these units. */
function scenes(channels: number, { sampleFormat, bitDepth, offset, scale }: Format, sigma: number, side = 72) {
  const random = createRandom(3);
  const clean = new Float64Array(side * side * channels);
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(clean.length);
  clean.forEach((_, i) => {
    const pixel = Math.floor(i / channels);
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const light = 0.35 + (x + y > side ? 0.2 : 0) + (0.1 * y) / side + 0.03 * (i % channels);
    clean[i] = offset + scale * light;
    const noisy = clean[i]! + sigma * random.normal();
    samples[i] = sampleFormat === 'float' ? noisy : Math.round(noisy);
  });
  const shape = { width: side, height: side, channels, colorChannels: channels, sampleFormat, bitDepth };
  return { clean, noisy: { ...shape, samples } as Raster };
}

function rootMeanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum / a.length);
}

describe('the method bm3d', () => {
  const byte: Format = { sampleFormat: 'uint', bitDepth: 8, offset: 0, scale: 255 };

  it.each<[string, number, Format, number]>([
    ['8-bit RGB', 3, byte, 20],
    ['8-bit grey', 1, byte, 20],
    ['four channels', 4, byte, 20],
    ['16 bits', 1, { sampleFormat: 'uint', bitDepth: 16, offset: 0, scale: 60000 }, 5000],
    ['16 bits far from zero', 1, { sampleFormat: 'uint', bitDepth: 16, offset: 60000, scale: 1000 }, 80],
    ['floats around zero', 3, { sampleFormat: 'float', bitDepth: 32, offset: -0.5, scale: 1 }, 0.08],
  ])('removes most of the noise it is told of: %s', async (_, channels, format, sigma) => {
    const { clean, noisy } = scenes(channels, format, sigma);
    const options = validateOptions({ method: 'bm3d', sigma });
    const { raster, statistics } = await denoise(noisy, options, machine);
    expect(rootMeanSquare(raster.samples, clean)).toBeLessThan(sigma / 4);
    expect(statistics).toMatchObject({ iterations: 0, loss: Number.NaN });
    expect(raster).toMatchObject({ sampleFormat: format.sampleFormat, bitDepth: format.bitDepth });
  });

  it('estimates the noise when it is not told, and removes more when it is told of more', async () => {
    const { clean, noisy } = scenes(3, byte, 20);
    const estimated = await denoisePage(noisy, validateOptions({ method: 'bm3d' }), machine);
    expect(rootMeanSquare(estimated.raster.samples, clean)).toBeLessThan(5);
    const removed = async (sigma: number) =>
      rootMeanSquare(
        (await denoise(noisy, validateOptions({ method: 'bm3d', sigma }), machine)).raster.samples,
        noisy.samples,
      );
    expect(await removed(5)).toBeLessThan(0.8 * (await removed(20)));
  });

  it.each([
    [2, 2],
    [3, 40],
    [9, 8],
  ])('takes pages of %i x %i pixels', async (width, height) => {
    const { noisy } = scenes(1, byte, 20, 40);
    const small: Raster = { ...noisy, width, height, samples: noisy.samples.slice(0, width * height) };
    const { raster } = await denoise(small, validateOptions({ method: 'bm3d', sigma: 20 }), machine);
    expect(raster.samples).toHaveLength(width * height);
    expect(rootMeanSquare(raster.samples, small.samples)).toBeGreaterThan(1);
  });

  it('tells how far it is, and ends when it is cancelled', async () => {
    const { noisy } = scenes(1, byte, 20, 150);
    const cancel = new AbortController();
    const steps: number[] = [];
    const run = denoise(noisy, validateOptions({ method: 'bm3d', sigma: 20 }), machine, {
      cancel: cancel.signal,
      onProgress: ({ step }) => {
        steps.push(step);
        if (steps.length === 2) cancel.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(steps).toHaveLength(2);
  });

  it('refuses options that it does not have, by name', () => {
    for (const option of [{ iterations: 5 }, { learningRate: 0.01 }, { seed: 3 }, { stopEarly: true }]) {
      const [name] = Object.keys(option);
      expect(() => validateOptions({ method: 'bm3d', ...option })).toThrow(
        `${name} is none of the options of the method bm3d; it has sigma`,
      );
    }
    expect(() => validateOptions({ method: 'zs-n2n', sigma: 5 })).toThrow(
      'sigma is none of the options of the method zs-n2n',
    );
  });
});

describe('the decorrelation of channels', () => {
  it.each([1, 2, 3, 4, 7])(
    'of %i is undone by its inverse, keeps noise independent and knows its strength',
    (channels) => {
      const matrix = decorrelation(channels);
      for (const [i, a] of matrix.entries()) {
        for (const [j, b] of matrix.entries()) {
          const product = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
          if (i !== j) expect(Math.abs(product)).toBeLessThan(1e-12);
          else expect(Math.sqrt(product)).toBeCloseTo(planeSigmas(channels)[i]!, 12);
        }
      }
      expect(recorrelation(channels)).toHaveLength(channels);
      const values = Float32Array.from({ length: 6 * channels }, (_, i) => ((i * 37) % 11) / 11);
      const back = fromPlanes(toPlanes(values, 2, 3, channels, 255), 255);
      back.forEach((value, i) => {
        expect(value).toBeCloseTo(values[i]!, 5);
      });
    },
  );
});
