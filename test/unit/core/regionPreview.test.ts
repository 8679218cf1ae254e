import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewRegion } from '../../../src/core/denoise/regionPreview';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { psnr } from '../../../src/core/image/metrics';
import { cropRaster } from '../../../src/core/image/region';
import { machineOn } from '../../../src/core/methods/machine';
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
  const preview = await previewRegion(noisy, wanted, validateOptions({}), machineOn(engine));
  if (!preview) throw new Error('there is no preview');
  expect(preview.region).toEqual(wanted);
  const clean = cropRaster(await samplePage(`clean/${name}`), wanted);
  expect(psnr(preview.raster, clean) - psnr(cropRaster(noisy, wanted), clean)).toBeGreaterThan(3);
});

it('shows the strength asked for', async () => {
  const noisy = noisyRaster(64, 64, 1);
  const region = { left: 0, top: 0, width: 64, height: 64 };
  const preview = await previewRegion(noisy, region, validateOptions({ strength: 0 }), machineOn(engine));
  expect(preview?.raster.samples).toEqual(noisy.samples);
});

it('knows the gaps of the whole page, and keeps them', async () => {
  const noisy = noisyRaster(200, 160, 1);
  const samples = Uint16Array.from(noisy.samples, (value, i) => (i % 200 < 40 ? 65535 : value * 10));
  const page = { ...noisy, bitDepth: 16, samples };
  const region = { left: 20, top: 20, width: 40, height: 40 };
  const preview = await previewRegion(
    page,
    region,
    validateOptions({ preset: 'custom', iterations: 50 }),
    machineOn(engine),
  );
  preview?.raster.samples.forEach((value, i) => {
    if (i % 40 < 20) expect(value).toBe(65535);
    else expect(value).toBeLessThan(3000);
  });
});

it('keeps to the page, and takes pages that are smaller than its surroundings', async () => {
  const options = validateOptions({ preset: 'reference' });
  const noisy = noisyRaster(20, 30, 3, 4);
  const preview = await previewRegion(
    noisy,
    { left: 10.4, top: -5, width: 40, height: 12.2 },
    options,
    machineOn(engine),
  );
  expect(preview?.region).toEqual({ left: 10, top: 0, width: 10, height: 7 });
  expect(preview?.raster).toMatchObject({ width: 10, height: 7, channels: 4 });
  expect(
    await previewRegion(noisy, { left: 20, top: 0, width: 9, height: 9 }, options, machineOn(engine)),
  ).toBeUndefined();
});
