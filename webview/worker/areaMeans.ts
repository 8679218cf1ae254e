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
  const { grid, channels } = source;
  const { width, height } = area;
  const values = new Float64Array(width * height * channels);
  const side = 2 ** level;
  const row = new Float64Array(width * channels);
  const counts = new Uint32Array(width * channels);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    counts.fill(0);
    const top = (area.y + y) * side;
    const bottom = Math.min(grid.height, top + side);
    for (let at = top; at < bottom; at++) addRow(source, at, area.x, side, row, counts);
    const to = y * row.length;
    for (let i = 0; i < row.length; i++) values[to + i] = row[i] / counts[i];
  }
  return { width, height, channels, values };
}

/** Adds one row of samples to the sums of the squares it runs through. */
function addRow(
  { samples, grid, channels }: GriddedSamples,
  y: number,
  firstColumn: number,
  side: number,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  const { stepX } = grid;
  let at = grid.origin + y * grid.stepY + firstColumn * side * stepX;
  let left = grid.width - firstColumn * side;
  for (let to = 0; to < sums.length; to += channels) {
    for (let k = Math.min(side, left); k > 0; k--, at += stepX) {
      for (let c = 0; c < channels; c++) {
        const value = samples[at + c];
        // false for infinities and what is not a number
        if (value - value === 0) {
          sums[to + c] += value;
          counts[to + c]++;
        }
      }
    }
    left -= side;
  }
}
