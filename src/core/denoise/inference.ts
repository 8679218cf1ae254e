import type { Trainer } from '../engines/engine';
import { type Raster, type SampleArray, sampleArrayFor } from '../image/raster';
import { roundHalfEven } from '../image/rounding';
import type { UnitRange } from '../image/unitRange';
import type { RegionReader } from './crops';
import { breathe, type DenoiseHooks } from './hooks';
import { receptiveRadius } from './network';
import { type Tile, tileCount, tilesOf } from './tiles';

/** Tile side: large enough that the margin costs little, small enough that Cancel is answered soon. */
const tileSide = 256;

/**
 * Runs the trained network over a page, tile by tile, and puts the result into the page's own sample format. Alpha,
 * extra samples, NaN and infinities are the source's. Throws DenoiseError `cancelled`, `engine-failed`.
 */
export async function applyNetwork(
  raster: Raster,
  reader: RegionReader,
  range: UnitRange,
  trainer: Trainer,
  hooks: DenoiseHooks,
): Promise<Raster> {
  const { width, height, colorChannels, sampleFormat, bitDepth } = raster;
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(raster.samples.length);
  samples.set(raster.samples);
  const toSample = range.clamp ? integerFromUnit(range) : floatFromUnit(range);
  const steps = tileCount(width, height, tileSide);
  let step = 0;
  for (const tile of tilesOf(width, height, tileSide, receptiveRadius)) {
    const input = new Float32Array(tile.outerWidth * tile.outerHeight * colorChannels);
    reader.read(tile.outerLeft, tile.outerTop, tile.outerWidth, tile.outerHeight, input, 0);
    const output = await trainer.infer(input, tile.outerHeight, tile.outerWidth);
    writeTile(output, tile, raster, samples, toSample);
    step++;
    hooks.onProgress?.({ phase: 'infer', step, steps });
    await breathe(hooks);
  }
  return { ...raster, samples };
}

type ToSample = (unit: number, original: number) => number;

/** Equation: clamp(f(y)) of the paper, then nearest integer. */
const integerFromUnit =
  ({ black, white }: UnitRange): ToSample =>
  (unit) =>
    roundHalfEven(black + Math.min(1, Math.max(0, unit)) * (white - black));

const floatFromUnit =
  ({ black, white }: UnitRange): ToSample =>
  (unit, original) =>
    Number.isFinite(original) ? black + unit * (white - black) : original;

function writeTile(output: Float32Array, tile: Tile, raster: Raster, samples: SampleArray, toSample: ToSample): void {
  const { channels, colorChannels } = raster;
  for (let y = tile.top; y < tile.top + tile.height; y++) {
    let from = ((y - tile.outerTop) * tile.outerWidth + tile.left - tile.outerLeft) * colorChannels;
    let to = (y * raster.width + tile.left) * channels;
    for (let x = 0; x < tile.width; x++, to += channels) {
      for (let c = 0; c < colorChannels; c++, from++) samples[to + c] = toSample(output[from], samples[to + c]);
    }
  }
}
