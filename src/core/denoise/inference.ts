import type { Trainer } from '../engines/engine';
import { DenoiseError } from '../errors';
import { halfToNumber, numberToHalf } from '../image/halfFloat';
import { integerRange, type Raster, type SampleArray, sampleArrayFor } from '../image/raster';
import { roundHalfEven } from '../image/rounding';
import { type Tile, tileCount, tilesOf } from '../image/tiles';
import type { UnitRange } from '../image/unitRange';
import { receptiveRadius } from '../networks/zsN2n';
import type { RegionReader } from './crops';
import { breathe, type DenoiseHooks } from './hooks';
import { pixelOrder, type Symmetry } from './symmetries';

/** Tile side: large enough that the margin costs little, small enough that Cancel is answered soon. */
const tileSide = 256;
/** Smaller tiles are mostly margin, and would save little memory. */
const smallestTileSide = 64;

/**
 * Runs the trained network over a page, tile by tile, and puts the result into the page's own sample format. Alpha,
 * extra samples, NaN and infinities are the source's. Where memory is short it starts over in tiles of half the side.
 * @param symmetries the ways each tile is laid down; their results are averaged
 * @param exact asks for floats in the file's units, neither rounded nor cut to the range
 * @throws DenoiseError `cancelled`, `engine-failed`, `out-of-memory` when there is not enough for the smallest tiles
 */
export async function applyNetwork(
  raster: Raster,
  reader: RegionReader,
  range: UnitRange,
  trainer: Trainer,
  symmetries: readonly Symmetry[],
  hooks: DenoiseHooks,
  exact = false,
): Promise<Raster> {
  for (let side = tileSide; ; side /= 2) {
    try {
      return await applyInTiles(side, raster, reader, range, trainer, symmetries, hooks, exact);
    } catch (error) {
      const isTooLarge = error instanceof DenoiseError && error.code === 'out-of-memory';
      if (!isTooLarge || side <= smallestTileSide) throw error;
    }
  }
}

async function applyInTiles(
  side: number,
  raster: Raster,
  reader: RegionReader,
  range: UnitRange,
  trainer: Trainer,
  symmetries: readonly Symmetry[],
  hooks: DenoiseHooks,
  exact: boolean,
): Promise<Raster> {
  const { width, height, colorChannels } = raster;
  const { sampleFormat, bitDepth } = exact ? exactFormat(raster) : raster;
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(raster.samples.length);
  samples.set(raster.samples);
  const toSample = exact ? floatFromUnit(range) : toSampleOf(raster, range);
  const steps = tileCount(width, height, side);
  let step = 0;
  for (const tile of tilesOf(width, height, side, receptiveRadius)) {
    const input = new Float32Array(tile.outerWidth * tile.outerHeight * colorChannels);
    reader.read(tile.outerLeft, tile.outerTop, tile.outerWidth, tile.outerHeight, input, 0);
    const output = await inferMean(trainer, input, tile.outerHeight, tile.outerWidth, colorChannels, symmetries);
    writeTile(output, tile, raster, samples, toSample);
    step++;
    hooks.onProgress?.({ phase: 'infer', step, steps });
    await breathe(hooks);
  }
  return { ...raster, sampleFormat, bitDepth, samples };
}

/**
 * A page out of unit values, in its own sample format or, `exact`, in floats that are neither rounded nor cut to the range.
 * @param units [height][width][colorChannel]
 */
export function rasterOfUnits(page: Raster, range: UnitRange, units: Float32Array, exact: boolean): Raster {
  const { width, height } = page;
  const { sampleFormat, bitDepth } = exact ? exactFormat(page) : page;
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(page.samples.length);
  samples.set(page.samples);
  const whole = { left: 0, top: 0, width, height, outerLeft: 0, outerTop: 0, outerWidth: width, outerHeight: height };
  writeTile(units, whole, page, samples, exact ? floatFromUnit(range) : toSampleOf(page, range));
  return { ...page, sampleFormat, bitDepth, samples };
}

/** Floats that can tell all values of a page apart. */
function exactFormat({ sampleFormat, bitDepth }: Raster): Pick<Raster, 'sampleFormat' | 'bitDepth'> {
  const isWide = sampleFormat === 'float' ? bitDepth > 32 : bitDepth > 16;
  return { sampleFormat: 'float', bitDepth: isWide ? 64 : 32 };
}

/**
 * f(tile), averaged over the tile laid down in several ways: the network is not symmetric, so its errors differ and
 * partly cancel. Zero padding and receptive field are symmetric, so margins stay exact.
 */
async function inferMean(
  trainer: Trainer,
  tile: Float32Array,
  height: number,
  width: number,
  channels: number,
  symmetries: readonly Symmetry[],
): Promise<Float32Array> {
  const sum = new Float32Array(tile.length);
  const laid = new Float32Array(tile.length);
  for (const symmetry of symmetries) {
    const order = pixelOrder(symmetry, height, width);
    order.forEach((from, to) => {
      for (let c = 0; c < channels; c++) laid[to * channels + c] = tile[from * channels + c];
    });
    const [rows, columns] = symmetry.transposes ? [width, height] : [height, width];
    const output = await trainer.infer(laid, rows, columns);
    order.forEach((to, from) => {
      for (let c = 0; c < channels; c++) sum[to * channels + c] += output[from * channels + c];
    });
  }
  for (let i = 0; i < sum.length; i++) sum[i] /= symmetries.length;
  return sum;
}

type ToSample = (unit: number, original: number) => number;

/** Samples are rounded to what the file can hold, so that the result is the same before and after it is written. */
function toSampleOf({ sampleFormat, bitDepth }: Raster, range: UnitRange): ToSample {
  if (sampleFormat !== 'float')
    return range.clamp ? integerFromUnit(range) : integerFromSpan(range, integerRange(sampleFormat, bitDepth));
  const toFloat = floatFromUnit(range);
  return bitDepth === 16 ? (unit, original) => halfToNumber(numberToHalf(toFloat(unit, original))) : toFloat;
}

/** Equation: clamp(f(y)) of the paper, then nearest integer. */
const integerFromUnit =
  ({ black, white }: UnitRange): ToSample =>
  (unit) =>
    roundHalfEven(black + Math.min(1, Math.max(0, unit)) * (white - black));

/** The same of a range that values may leave, as far as the sample format goes. */
const integerFromSpan =
  ({ black, white }: UnitRange, { min, max }: { min: number; max: number }): ToSample =>
  (unit) =>
    Math.min(max, Math.max(min, roundHalfEven(black + unit * (white - black))));

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
