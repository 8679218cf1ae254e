import type { Raster } from '../../src/core/image/raster';
import { type Region, regionWithin } from '../../src/core/image/region';
import type { Area } from '../tileGrid';
import { type PixelGrid, pixelGridOf } from './pixelGrid';

type PageShape = Omit<Raster, 'samples'>;

/** The rows and columns of the file under an area of the page as it is displayed; undefined when it lies beside it. */
export function fileRegion(
  page: PageShape,
  orientation: number | undefined,
  { x, y, width, height }: Area,
): Region | undefined {
  const grid = pixelGridOf(page, orientation);
  const within = regionWithin({ left: x, top: y, width, height }, grid);
  if (!within) return undefined;
  const { left, top } = within;
  const first = pixelAt(page, grid, left, top);
  const last = pixelAt(page, grid, left + within.width - 1, top + within.height - 1);
  return spanning(first, last);
}

/** Where a region of the file lies on the page as it is displayed. */
export function displayedArea(page: PageShape, orientation: number | undefined, region: Region): Area {
  const grid = pixelGridOf(page, orientation);
  const corners = [
    displayedAt(page, grid, region.left, region.top),
    displayedAt(page, grid, region.left + region.width - 1, region.top + region.height - 1),
  ];
  const { left: x, top: y, width, height } = spanning(corners[0], corners[1]);
  return { x, y, width, height };
}

type Pixel = readonly [column: number, row: number];

/** The pixel of the file that is displayed at (x, y). */
function pixelAt({ width, channels }: PageShape, { origin, stepX, stepY }: PixelGrid, x: number, y: number): Pixel {
  const pixel = (origin + x * stepX + y * stepY) / channels;
  return [pixel % width, Math.floor(pixel / width)];
}

/** Where a pixel of the file is displayed: the inverse of `pixelAt`. */
function displayedAt(page: PageShape, grid: PixelGrid, column: number, row: number): Pixel {
  const [firstColumn, firstRow] = pixelAt(page, grid, 0, 0);
  const alongColumns = Math.abs(column - firstColumn);
  const alongRows = Math.abs(row - firstRow);
  const isTransposed = Math.abs(grid.stepX) !== page.channels;
  return isTransposed ? [alongRows, alongColumns] : [alongColumns, alongRows];
}

function spanning(a: Pixel, b: Pixel): Region {
  const left = Math.min(a[0], b[0]);
  const top = Math.min(a[1], b[1]);
  return { left, top, width: Math.abs(a[0] - b[0]) + 1, height: Math.abs(a[1] - b[1]) + 1 };
}
