import type { SampleArray } from '../../src/core/image/raster';
import type { Area } from '../tileGrid';
import type { PixelGrid } from './pixelGrid';

/** Samples as they are displayed; see PixelGrid. */
export interface GriddedSamples {
  readonly samples: SampleArray;
  readonly grid: PixelGrid;
  readonly channels: number;
}

/** Values of an area, [height][width][channel], in the file's units; not a number where no sample is finite. */
export interface Means {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Float64Array;
}

/** The area of the picture at 1/2^level, each value the mean of the finite samples of its square. */
export function areaMeans(source: GriddedSamples, level: number, area: Area): Means {
  const { grid, channels, samples } = source;
  const { width, height } = area;
  const values = new Float64Array(width * height * channels);
  const side = 2 ** level;
  const sums = new Float64Array(width * channels);
  const counts = new Uint32Array(width * channels);
  // integers need no look at each of them, which takes longer than adding them up
  const addRow = samples instanceof Float32Array || samples instanceof Float64Array ? addFinite : addAll;
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    counts.fill(0);
    const top = (area.y + y) * side;
    const bottom = Math.min(grid.height, top + side);
    for (let row = top; row < bottom; row++) addRow(source, row, area.x, side, sums, counts);
    const to = y * sums.length;
    for (let i = 0; i < sums.length; i++) values[to + i] = sums[i] / counts[i];
  }
  return { width, height, channels, values };
}

/** Adds one row of samples to the sums of the squares it runs through, and counts them. */
type AddRow = (
  source: GriddedSamples,
  y: number,
  firstColumn: number,
  side: number,
  sums: Float64Array,
  counts: Uint32Array,
) => void;

const addAll: AddRow = ({ samples, grid, channels }, y, firstColumn, side, sums, counts) => {
  const { stepX } = grid;
  let at = grid.origin + y * grid.stepY + firstColumn * side * stepX;
  let left = grid.width - firstColumn * side;
  for (let to = 0; to < sums.length; to += channels, left -= side) {
    const pixels = Math.min(side, left);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let k = 0, i = at + c; k < pixels; k++, i += stepX) sum += samples[i];
      sums[to + c] += sum;
      counts[to + c] += pixels;
    }
    at += pixels * stepX;
  }
};

const addFinite: AddRow = ({ samples, grid, channels }, y, firstColumn, side, sums, counts) => {
  const { stepX } = grid;
  let at = grid.origin + y * grid.stepY + firstColumn * side * stepX;
  let left = grid.width - firstColumn * side;
  for (let to = 0; to < sums.length; to += channels, left -= side) {
    for (let k = Math.min(side, left); k > 0; k--, at += stepX) {
      for (let c = 0; c < channels; c++) {
        const value = samples[at + c];
        if (!Number.isFinite(value)) continue;
        sums[to + c] += value;
        counts[to + c]++;
      }
    }
  }
};
