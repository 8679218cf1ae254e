import { afterAll, beforeAll, expect, it } from 'vitest';
import { validateOptions } from '../../../src/core/denoise/options';
import { previewRegion } from '../../../src/core/denoise/regionPreview';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { psnr } from '../../../src/core/image/metrics';
import { cropRaster } from '../../../src/core/image/region';
import { samplePage } from '../sampleFiles';
import { noisyRaster } from './rasters';

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

it.each(['wall.png', 'motorcycles-16bit.tif'])('cleans a part of the sample %s by 3 dB and more', async (name) => {
  const noisy = await samplePage(name);
  const wanted = { left: 60, top: 90, width: 120, height: 80 };
  const preview = await previewRegion(noisy, wanted, validateOptions({}), engine);
  if (!preview) throw new Error('there is no preview');
  expect(preview.region).toEqual(wanted);
  const clean = cropRaster(await samplePage(`clean/${name}`), wanted);
  expect(psnr(preview.raster, clean) - psnr(cropRaster(noisy, wanted), clean)).toBeGreaterThan(3);
});

it('shows the strength asked for', async () => {
  const noisy = noisyRaster(64, 64, 1);
  const region = { left: 0, top: 0, width: 64, height: 64 };
  const preview = await previewRegion(noisy, region, validateOptions({ strength: 0 }), engine);
  expect(preview?.raster.samples).toEqual(noisy.samples);
});

it('keeps to the page, and takes pages that are smaller than its surroundings', async () => {
  const options = validateOptions({ preset: 'reference' });
  const noisy = noisyRaster(20, 30, 3, 4);
  const preview = await previewRegion(noisy, { left: 10.4, top: -5, width: 40, height: 12.2 }, options, engine);
  expect(preview?.region).toEqual({ left: 10, top: 0, width: 10, height: 7 });
  expect(preview?.raster).toMatchObject({ width: 10, height: 7, channels: 4 });
  expect(await previewRegion(noisy, { left: 20, top: 0, width: 9, height: 9 }, options, engine)).toBeUndefined();
});
