import type { Raster } from '../../src/core/image/raster';
import { type Area, levelSize } from '../tileGrid';
import { areaMeans, type GriddedSamples, type Means } from './areaMeans';
import { type PixelGrid, pixelGridOf } from './pixelGrid';

/** Levels from here on are made from this one, kept; those below are made from the samples each time. */
const keptLevel = 3;

/** A decoded page and its reductions to 1/2, 1/4... of its size. */
export class PagePyramid {
  readonly grid: PixelGrid;
  private reduced: GriddedSamples | undefined;

  constructor(
    readonly raster: Raster,
    orientation: number | undefined,
  ) {
    this.grid = pixelGridOf(raster, orientation);
  }

  /** Means of the area of a level, in that level's pixels. */
  means(level: number, area: Area): Means {
    return level < keptLevel
      ? areaMeans(this.whole, level, area)
      : areaMeans(this.reduction(), level - keptLevel, area);
  }

  /** All channels of a pixel, by its place as displayed. */
  pixel(x: number, y: number): number[] {
    const { origin, stepX, stepY } = this.grid;
    const at = origin + x * stepX + y * stepY;
    return Array.from(this.raster.samples.subarray(at, at + this.raster.channels));
  }

  private get whole(): GriddedSamples {
    return { samples: this.raster.samples, grid: this.grid, channels: this.raster.channels };
  }

  private reduction(): GriddedSamples {
    if (this.reduced) return this.reduced;
    const size = levelSize(this.grid, keptLevel);
    const { values, channels } = areaMeans(this.whole, keptLevel, { x: 0, y: 0, ...size });
    const grid = { ...size, origin: 0, stepX: channels, stepY: size.width * channels };
    this.reduced = { samples: values, grid, channels };
    return this.reduced;
  }
}
