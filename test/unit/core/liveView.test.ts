import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegionReader } from '../../../src/core/denoise/crops';
import { denoise } from '../../../src/core/denoise/denoise';
import { applyNetwork } from '../../../src/core/denoise/inference';
import { LiveView } from '../../../src/core/denoise/liveView';
import { preparePage } from '../../../src/core/denoise/preparedPage';
import { createRandom } from '../../../src/core/denoise/random';
import { identity } from '../../../src/core/denoise/symmetries';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine, Trainer } from '../../../src/core/engines/engine';
import { zsN2nSetup } from '../../../src/core/engines/fused';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import type { Raster } from '../../../src/core/image/raster';
import { cropRaster, type Region } from '../../../src/core/image/region';
import { unitRangeOf } from '../../../src/core/image/unitRange';
import { machineOn } from '../../../src/core/methods/machine';
import { zsN2nLoss } from '../../../src/core/networks/loss';
import { initialParameters } from '../../../src/core/networks/zsN2n';
import { noisyRaster } from './rasters';

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

const untrained = (channels: number): Promise<Trainer> => {
  const parameters = initialParameters(channels, createRandom(1));
  return engine.createTrainer(zsN2nSetup({ channels, cropHeight: 8, cropWidth: 8, loss: zsN2nLoss }, 1, parameters));
};

/** Updates the view until the looked-at region has been shown once; returns the pieces. */
async function lookOnce(raster: Raster, trainer: Trainer, region: Region, pixels: number) {
  const pieces: { piece: Raster; place: Region }[] = [];
  const view = new LiveView(preparePage(raster), {
    region: () => region,
    show: (piece, place) => pieces.push({ piece, place }),
  });
  const shown = () => pieces.reduce((sum, { place }) => sum + place.width * place.height, 0);
  while (shown() < pixels) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await view.update(trainer);
  }
  return pieces;
}

describe('LiveView', () => {
  it('shows the region as the network cleans the whole page, piece by piece, alpha included', async () => {
    const raster = noisyRaster(300, 180, 3, 4);
    const trainer = await untrained(3);
    const range = unitRangeOf(raster);
    const whole = await applyNetwork(raster, createRegionReader(raster, range), range, trainer, [identity], {});
    const region = { left: -40, top: 20, width: 310, height: 400 };
    const pieces = await lookOnce(raster, trainer, region, 270 * 160);
    for (const { piece, place } of pieces) expect(piece.samples).toEqual(cropRaster(whole, place).samples);
    expect(pieces.every(({ place }) => place.left >= 0 && place.top >= 20 && place.left + place.width <= 270)).toBe(
      true,
    );
    trainer.dispose();
  });

  it('begins in the middle and keeps to the middle of what is too large', async () => {
    const raster = noisyRaster(700, 900, 1);
    const trainer = await untrained(1);
    const pieces = await lookOnce(raster, trainer, { left: 0, top: 0, width: 700, height: 900 }, 512 * 512);
    const places = pieces.slice(0, 16).map(({ place }) => place);
    expect(Math.min(...places.map(({ left }) => left))).toBe(94);
    expect(Math.min(...places.map(({ top }) => top))).toBe(194);
    const nearest = places
      .slice(0, 4)
      .every(({ left, top }) => Math.abs(left + 64 - 350) < 128 && Math.abs(top + 64 - 450) < 128);
    expect(nearest).toBe(true);
    trainer.dispose();
  });

  it('costs nothing when nothing is looked at', async () => {
    const raster = noisyRaster(64, 64, 1);
    const trainer = await untrained(1);
    let inferred = 0;
    const infer = async (tile: Float32Array) => {
      inferred++;
      return tile;
    };
    const counting: Trainer = { ...trainer, infer };
    const view = new LiveView(preparePage(raster), { region: () => undefined, show: () => {} });
    for (let i = 0; i < 10; i++) await view.update(counting);
    expect(inferred).toBe(0);
    trainer.dispose();
  });
});

describe('denoise with a live view', () => {
  it('shows pieces while it trains and gives the same bytes as without', async () => {
    const raster = noisyRaster(96, 80, 3);
    const options = validateOptions({ preset: 'custom', iterations: 200 });
    let shown = 0;
    const live = { region: () => ({ left: 0, top: 0, width: 96, height: 80 }), show: () => shown++ };
    const watched = await denoise(raster, options, machineOn(engine), { live });
    const unwatched = await denoise(raster, options, machineOn(engine));
    expect(shown).toBeGreaterThan(0);
    expect(watched.raster.samples).toEqual(unwatched.raster.samples);
  });
});
