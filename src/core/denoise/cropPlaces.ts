import type { Raster } from '../image/raster';
import type { SampleMask } from '../image/sampleMask';
import type { RandomSource } from './random';

/** Where a crop lies: its first column and row. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

/** Share of a crop's samples that may be filled in where there are enough crops with less. */
const mostFilled = 0.25;
/** Share of the places that are used at least, and their number. */
const leastShare = 0.02;
const leastPlaces = 16;
/** Places drawn from everywhere before one is taken from the list. */
const mostTries = 16;

/** Where crops of a page with gaps may lie, so that training does not look at what was filled in. */
export class CropPlaces {
  private constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly filledShare: (place: Place) => number,
    private readonly limit: number,
    /** On a grid, those that may be used. */
    private readonly listed: readonly Place[],
    /** Share of the page that crops may cover. */
    readonly share: number,
  ) {}

  /** Of crops of a size. Undefined when nothing is masked: crops may lie everywhere. */
  static of(page: Raster, mask: SampleMask, cropWidth: number, cropHeight: number): CropPlaces | undefined {
    const { flags } = mask;
    if (!flags) return undefined;
    const { channels, colorChannels } = page;
    const size = cropWidth * cropHeight * colorChannels;
    const filledShare = ({ left, top }: Place): number => {
      let count = 0;
      for (let y = top; y < top + cropHeight; y++) {
        const from = (y * page.width + left) * channels;
        for (let at = from; at < from + cropWidth * channels; at++) count += flags[at];
      }
      return count / size;
    };
    const width = page.width - cropWidth + 1;
    const height = page.height - cropHeight + 1;
    const grid: { place: Place; filled: number }[] = [];
    const along = (room: number, step: number) => Array.from({ length: Math.ceil(room / step) }, (_, i) => i * step);
    for (const top of along(height, cropHeight / 2)) {
      for (const left of along(width, cropWidth / 2)) {
        const place = { left, top };
        grid.push({ place, filled: filledShare(place) });
      }
    }
    grid.sort((a, b) => a.filled - b.filled);
    const fewest = Math.min(grid.length, Math.max(leastPlaces, Math.ceil(leastShare * grid.length)));
    const limit = Math.max(mostFilled, grid[fewest - 1].filled);
    const listed = grid.filter(({ filled }) => filled <= limit).map(({ place }) => place);
    return new CropPlaces(width, height, filledShare, limit, listed, listed.length / grid.length);
  }

  draw(random: RandomSource): Place {
    for (let i = 0; i < mostTries; i++) {
      const place = { left: random.integer(this.width), top: random.integer(this.height) };
      if (this.filledShare(place) <= this.limit) return place;
    }
    return this.listed[random.integer(this.listed.length)];
  }
}
