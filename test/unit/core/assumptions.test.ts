import jpeg from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPage, checkRemoved } from '../../../src/core/denoise/assumptions';
import { denoise } from '../../../src/core/denoise/denoise';
import { createRandom } from '../../../src/core/denoise/random';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import type { Raster } from '../../../src/core/image/raster';
import { machineOn } from '../../../src/core/methods/machine';
import { samplePage } from '../sampleFiles';

const kinds = (raster: Raster) => checkPage(raster).map(({ kind }) => kind);

/** A hilly grey ground of 8 bits with edges, between 60 and 190, as [y][x]. */
const ground = (x: number, y: number) =>
  110 + 40 * Math.sin(x / 23) * Math.cos(y / 31) + ((x >> 6) + (y >> 6)) * 8 * ((x >> 5) & 1);

/** The ground with noise that a Gaussian of `blur` pixels has smoothed and that was brought back to `sigma`. */
function noisy(sigma: number, { blur = 0, side = 256, lift = 0 } = {}): Raster {
  const random = createRandom(11);
  const noise = Float32Array.from({ length: side * side }, () => random.normal());
  const smooth = blurred(noise, side, blur);
  const samples = Uint8Array.from(smooth, (value, i) =>
    Math.min(255, Math.max(0, Math.round(ground(i % side, Math.floor(i / side)) + lift + sigma * value))),
  );
  return { width: side, height: side, channels: 1, colorChannels: 1, sampleFormat: 'uint', bitDepth: 8, samples };
}

function blurred(noise: Float32Array, side: number, blur: number): Float32Array {
  if (blur === 0) return noise;
  const weights: [number, number, number][] = [];
  for (let dy = -3; dy <= 3; dy++) {
    for (let dx = -3; dx <= 3; dx++) weights.push([dx, dy, Math.exp(-(dx * dx + dy * dy) / (2 * blur * blur))]);
  }
  const norm = Math.sqrt(weights.reduce((sum, [, , weight]) => sum + weight * weight, 0));
  return noise.map((_, i) => {
    const at = (dx: number, dy: number) =>
      noise[((((i / side) | 0) + dy + side) % side) * side + (((i % side) + dx + side) % side)];
    return weights.reduce((sum, [dx, dy, weight]) => sum + weight * at(dx, dy), 0) / norm;
  });
}

function throughJpeg(raster: Raster, quality: number): Raster {
  const { width, height } = raster;
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : raster.samples[i >> 2];
  const decoded = jpeg.decode(jpeg.encode({ data, width, height }, quality).data, { useTArray: true });
  return { ...raster, samples: Uint8Array.from(raster.samples, (_, i) => decoded.data[4 * i]) };
}

function cutOut(raster: Raster, left: number, top: number, side: number): Raster {
  const at = (i: number) => (top + Math.floor(i / side)) * raster.width + left + (i % side);
  return {
    ...raster,
    width: side,
    height: side,
    samples: Uint8Array.from({ length: side * side }, (_, i) => raster.samples[at(i)]),
  };
}

describe('before training', () => {
  it.each([4, 10, 25])('finds nothing wrong with white noise of sigma %i', (sigma) => {
    expect(checkPage(noisy(sigma))).toEqual([]);
  });

  it('finds nothing wrong with the samples, but for the plane’s sky, which noise drives into white', async () => {
    expect(kinds(await samplePage('wall.png'))).toEqual([]);
    expect(kinds(await samplePage('motorcycles-16bit.tif'))).toEqual([]);
    const [warning, ...others] = checkPage(await samplePage('plane.png'));
    expect(others).toEqual([]);
    expect(warning.kind).toBe('clipped');
    expect(warning.amount).toBeCloseTo(0.226, 2);
  });

  it.each([0.6, 1, 2])('warns of noise blurred by %d pixels', (blur) => {
    expect(kinds(noisy(15, { blur }))).toEqual(['correlated']);
  });

  it('measures the correlation that the noise has', () => {
    // a Gaussian of 1 pixel gives neighbours a correlation of exp(-1/4)
    const [{ amount }] = checkPage(noisy(15, { blur: 1 }));
    expect(amount).toBeGreaterThan(0.5);
    expect(amount).toBeLessThan(Math.exp(-1 / 4));
  });

  it.each([50, 75, 90])('warns of JPEG blocks at quality %i', (quality) => {
    expect(kinds(throughJpeg(noisy(15), quality))).toContain('jpegBlocks');
  });

  it('finds the blocks where the picture was cut out of a JPEG', () => {
    expect(kinds(cutOut(throughJpeg(noisy(15), 80), 13, 6, 200))).toContain('jpegBlocks');
  });

  it('warns of noise that is clipped, and says how much of it', () => {
    const [warning, ...others] = checkPage(noisy(25, { lift: 110 }));
    expect(others).toEqual([]);
    expect(warning.kind).toBe('clipped');
    expect(warning.amount).toBeGreaterThan(0.2);
    expect(warning.amount).toBeLessThan(0.6);
  });

  it.each([
    ['a constant picture', (_: number) => 255],
    ['black and white areas', (i: number) => ((i >> 4) & 1) * 255],
  ])('has nothing to say about %s', (_, valueAt) => {
    const samples = Uint8Array.from({ length: 64 * 64 }, (_, i) => valueAt(i));
    expect(checkPage({ ...noisy(0, { side: 64 }), samples })).toEqual([]);
  });

  it('does not take a small smooth picture for JPEG', () => {
    const width = 32;
    const samples = Uint8Array.from({ length: 3 * width * 16 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return [200 - (pixel % width), 100 + Math.floor(pixel / width), 50][i % 3];
    });
    const shape = { width, height: 16, channels: 3, colorChannels: 3, sampleFormat: 'uint', bitDepth: 8 } as const;
    expect(kinds({ ...shape, samples })).not.toContain('jpegBlocks');
  });

  it('says of a smooth ramp and of a drawing that there is no noise', () => {
    for (const valueAt of [(i: number) => i % 64, (i: number) => ((i * i) % 7 < 2 ? 0 : 255)]) {
      const samples = Uint8Array.from({ length: 64 * 64 }, (_, i) => valueAt(i));
      expect(checkPage({ ...noisy(0, { side: 64 }), samples })).toEqual([{ kind: 'noNoise', amount: 1 }]);
    }
  });

  it('takes pictures that are smaller than a block, and samples that are not numbers', () => {
    expect(checkPage(noisy(10, { side: 3 }))).toEqual([]);
    const { samples, ...rest } = noisy(10, { side: 64 });
    const floats = Float32Array.from(samples, (value, i) => (i % 97 === 0 ? Number.NaN : value));
    expect(checkPage({ ...rest, sampleFormat: 'float', bitDepth: 32, samples: floats })).toEqual([]);
  });
});

describe('after training', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWasmEngine();
  });
  afterAll(() => engine.dispose());
  const options = validateOptions({ preset: 'custom', iterations: 600 });

  it('takes what was removed from a noisy picture for noise', async () => {
    const raster = noisy(25);
    expect(checkRemoved(raster, (await denoise(raster, options, machineOn(engine))).raster)).toEqual([]);
  });

  it('warns when details went with the noise', () => {
    const { samples, ...rest } = noisy(2);
    // the weights of a Gaussian of 2 pixels sum to 4 sqrt(pi) times their norm
    const mean = blurred(Float32Array.from(samples), rest.width, 2).map((value) => value / (4 * Math.sqrt(Math.PI)));
    const smoothed = { ...rest, samples: Uint8Array.from(mean) };
    expect(checkRemoved({ ...rest, samples }, smoothed).map(({ kind }) => kind)).toEqual(['structureRemoved']);
  });

  it('does not mind a picture that has become darker as a whole', () => {
    const { samples, ...rest } = noisy(5);
    const darker = { ...rest, samples: Uint8Array.from(samples, (value) => value - 3) };
    expect(checkRemoved({ ...rest, samples }, darker)).toEqual([]);
  });

  it('has nothing to say when nothing was removed', () => {
    expect(checkRemoved(noisy(5), noisy(5))).toEqual([]);
  });
});
