import { identity, type Symmetry } from '../../src/core/denoise/symmetries';
import type { Raster } from '../../src/core/image/raster';

/**
 * Where the pixels of a page lie among its samples, seen as the page is displayed: the channels of pixel (x, y) begin at
 * `origin + x * stepX + y * stepY`.
 */
export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  readonly origin: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** How the rows and columns of a file lie, by its orientation tag (TIFF 6.0 page 36; EXIF has the same numbers). */
const turns: Record<number, Symmetry> = {
  2: { transposes: false, flipsRows: false, flipsColumns: true },
  3: { transposes: false, flipsRows: true, flipsColumns: true },
  4: { transposes: false, flipsRows: true, flipsColumns: false },
  5: { transposes: true, flipsRows: false, flipsColumns: false },
  6: { transposes: true, flipsRows: false, flipsColumns: true },
  7: { transposes: true, flipsRows: true, flipsColumns: true },
  8: { transposes: true, flipsRows: true, flipsColumns: false },
};

/** The raster's pixels turned as the orientation tag of its file says. */
export function pixelGridOf(raster: Omit<Raster, 'samples'>, orientation = 1): PixelGrid {
  const { transposes, flipsRows, flipsColumns } = turns[orientation] ?? identity;
  const alongRow = raster.channels;
  const alongColumn = raster.width * raster.channels;
  const [width, height] = transposes ? [raster.height, raster.width] : [raster.width, raster.height];
  const [stepX, stepY] = transposes ? [alongColumn, alongRow] : [alongRow, alongColumn];
  return {
    width,
    height,
    origin: (flipsColumns ? (width - 1) * stepX : 0) + (flipsRows ? (height - 1) * stepY : 0),
    stepX: flipsColumns ? -stepX : stepX,
    stepY: flipsRows ? -stepY : stepY,
  };
}
