import { describe, expect, it } from 'vitest';
import { createRegionReader } from '../../../src/core/denoise/crops';
import { applyNetwork } from '../../../src/core/denoise/inference';
import { createRandom } from '../../../src/core/denoise/random';
import { allSymmetries, identity, pixelOrder } from '../../../src/core/denoise/symmetries';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { DenoiseError } from '../../../src/core/errors';
import { tileCount, tilesOf } from '../../../src/core/image/tiles';
import { unitRangeOf } from '../../../src/core/image/unitRange';
import { initialParameters } from '../../../src/core/networks/zsN2n';
import { setupOf } from '../engines/trainerSetup';
import { noisyRaster } from './rasters';

it('covers every pixel once, with margins that end at the edges', () => {
  const [width, height] = [70, 45];
  const covered = new Uint8Array(width * height);
  const tiles = [...tilesOf(width, height, 32, 2)];
  for (const tile of tiles) {
    for (let y = tile.top; y < tile.top + tile.height; y++) {
      for (let x = tile.left; x < tile.left + tile.width; x++) covered[y * width + x]++;
    }
    expect(tile.outerLeft).toBe(Math.max(0, tile.left - 2));
    expect(tile.outerTop + tile.outerHeight).toBe(Math.min(height, tile.top + tile.height + 2));
  }
  expect(covered.every((count) => count === 1)).toBe(true);
  expect(tiles).toHaveLength(tileCount(width, height, 32));
});

it('gives the same picture in tiles as in one piece', async () => {
  const raster = noisyRaster(300, 280, 1);
  const range = unitRangeOf(raster);
  const reader = createRegionReader(raster, range);
  const engine = await createWasmEngine();
  const parameters = initialParameters(1, createRandom(3));
  const trainer = await engine.createTrainer({ ...setupOf(1, 8, 8), parameters });
  const tiled = await applyNetwork(raster, reader, range, trainer, [identity], {});
  const whole = new Float32Array(300 * 280);
  reader.read(0, 0, 300, 280, whole, 0);
  const output = await trainer.infer(whole, 280, 300);
  trainer.dispose();
  let largest = 0;
  for (let i = 0; i < output.length; i++) {
    const expected = 255 * Math.min(1, Math.max(0, output[i]));
    largest = Math.max(largest, Math.abs(tiled.samples[i] - expected));
  }
  expect(largest).toBeLessThan(0.501);
});

describe('where memory is short', () => {
  const raster = noisyRaster(300, 280, 1);
  const range = unitRangeOf(raster);
  const reader = createRegionReader(raster, range);

  /** The CPU engine's trainer, as if there were memory for tiles of so many pixels a side, margins not counted. */
  async function limited(largest: number) {
    const trainer = await (await createWasmEngine()).createTrainer(setupOf(1, 8, 8));
    const sides: number[] = [];
    const infer = async (tile: Float32Array, height: number, width: number) => {
      sides.push(Math.max(height, width));
      if (Math.max(height, width) > largest + 4) throw new DenoiseError('out-of-memory', 'there is no more memory');
      return trainer.infer(tile, height, width);
    };
    return { ...trainer, infer, sides };
  }

  it('halves the tiles until they fit, and gives the same picture', async () => {
    const plenty = await limited(256);
    const scarce = await limited(100);
    const expected = await applyNetwork(raster, reader, range, plenty, [identity], {});
    const actual = await applyNetwork(raster, reader, range, scarce, [identity], {});
    expect(actual.samples).toEqual(expected.samples);
    expect(scarce.sides.slice(0, 3)).toEqual([258, 130, 66]);
  });

  it('gives up after tiles of 64 pixels and says why', async () => {
    const tiny = await limited(32);
    const run = applyNetwork(raster, reader, range, tiny, [identity], {});
    await expect(run).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(tiny.sides).toEqual([258, 130, 66]);
  });
});

it('lays a picture down in eight different ways', () => {
  const orders = allSymmetries.map((symmetry) => [...pixelOrder(symmetry, 2, 3)]);
  expect(orders[0]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(orders).toContainEqual([5, 4, 3, 2, 1, 0]);
  expect(orders).toContainEqual([0, 3, 1, 4, 2, 5]);
  expect(new Set(orders.map(String)).size).toBe(8);
  for (const order of orders) expect(order.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
});
