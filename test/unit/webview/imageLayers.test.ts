import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { createRandom } from '../../../src/core/denoise/random';
import type { Raster } from '../../../src/core/image/raster';
import { ImageLayers } from '../../../webview/worker/imageLayers';
import { plainTiff } from '../../plainTiff';
import { rasterOf } from './pages';

const width = 600;
const height = 40;
const random = createRandom(5);
const grey = (value: (x: number, y: number) => number): Raster =>
  rasterOf(
    Uint16Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
    { width, height },
  );
const clean = grey((x, y) => 1000 + 10 * x + y);
const noisy = grey((x, y) => 1000 + 10 * x + y + random.integer(200) - 100);
const open = (...pages: Raster[]) => openImage(plainTiff(...pages));
const tile = { page: 0, level: 0, column: 0, row: 0 } as const;

describe('original and result as they are looked at', () => {
  it('are read alike: pixels in the file’s units, before and after', async () => {
    const layers = new ImageLayers(await open(noisy));
    const pixel = { page: 0, x: 17, y: 3 };
    expect(await layers.inspect(pixel)).toEqual({ before: [noisy.samples[3 * width + 17]] });
    layers.setResult(await open(clean));
    expect(await layers.inspect(pixel)).toEqual({ before: [noisy.samples[3 * width + 17]], after: [1173] });
  });

  it('give tiles up to the edge of the page and none beyond it', async () => {
    const layers = new ImageLayers(await open(clean));
    const mapping = { black: 0, white: 65535, gamma: 1 };
    const right = await layers.tile({ ...tile, layer: 'before', column: 1, mapping });
    expect([right.width, right.height]).toEqual([width - 512, height]);
    await expect(layers.tile({ ...tile, layer: 'before', column: 2, mapping })).rejects.toMatchObject({
      code: 'internal',
    });
    await expect(layers.tile({ ...tile, layer: 'after', mapping })).rejects.toMatchObject({ code: 'internal' });
  });

  it('show what was changed around middle grey', async () => {
    const layers = new ImageLayers(await open(grey(() => 1000)));
    layers.setResult(await open(grey((x) => (x === 0 ? 900 : x === 1 ? 1000 : 1050))));
    const { pixels } = await layers.tile({
      ...tile,
      layer: 'difference',
      mapping: { black: -100, white: 100, gamma: 1 },
    });
    expect([pixels[0], pixels[4], pixels[8]]).toEqual([0, 128, 191]);
  });

  it('go from page to page, each in its own range', async () => {
    const layers = new ImageLayers(
      await open(
        grey(() => 5),
        grey((x) => 100 * x),
        clean,
      ),
    );
    expect((await layers.shape(1)).mapping.white).toBeGreaterThan(50_000);
    expect((await layers.shape(2)).mapping.white).toBeLessThan(7_500);
    expect((await layers.inspect({ page: 1, x: 9, y: 0 })).before).toEqual([900]);
    expect((await layers.inspect({ page: 0, x: 9, y: 0 })).before).toEqual([5]);
  });

  it('tell the noise of both', async () => {
    const layers = new ImageLayers(await open(noisy));
    layers.setResult(await open(clean));
    const noise = await layers.noise(0);
    expect(noise.before).toBeGreaterThan(40);
    expect(noise.after).toBeLessThan(5);
  });

  it('are measured by a clean reference, before and after', async () => {
    const layers = new ImageLayers(await open(noisy));
    expect(await layers.quality(0)).toBeUndefined();
    const first = await layers.setReference(await open(clean), 0);
    expect(first.after).toBeUndefined();
    layers.setResult(await open(clean));
    const { before, after } = (await layers.quality(0)) ?? first;
    expect(before.psnr).toBeGreaterThan(50);
    expect(before.ssim).toBeLessThan(1);
    expect(after).toEqual({ psnr: Number.POSITIVE_INFINITY, ssim: 1 });
  });

  it('refuse a reference of another size or with too few pages, and keep the one before', async () => {
    const layers = new ImageLayers(await open(noisy, noisy));
    const small = rasterOf(new Uint16Array(16), { width: 4, height: 4 });
    await layers.setReference(await open(clean, clean), 1);
    await expect(layers.setReference(await open(small), 0)).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('4x4'),
    });
    await expect(layers.setReference(await open(clean), 1)).rejects.toMatchObject({ code: 'invalid-option' });
    expect(await layers.quality(1)).toBeDefined();
  });
});
