import { type Raster, sampleArrayFor } from './raster';

/** A rectangle of a page, in pixels from its upper left corner. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a region that lies on the page, in whole pixels; undefined when nothing does. */
export function regionWithin({ left, top, width, height }: Region, page: Pick<Raster, 'width' | 'height'>) {
  const from = (start: number, end: number) => Math.min(end, Math.max(0, Math.round(start)));
  const leftEdge = from(left, page.width);
  const topEdge = from(top, page.height);
  const region: Region = {
    left: leftEdge,
    top: topEdge,
    width: from(left + width, page.width) - leftEdge,
    height: from(top + height, page.height) - topEdge,
  };
  return region.width > 0 && region.height > 0 ? region : undefined;
}

/** The region with `margin` pixels more on every side, and its sides at least `least` long, cut off at the page's edges. */
export function grownRegion(
  region: Region,
  page: Pick<Raster, 'width' | 'height'>,
  margin: number,
  least: number,
): Region {
  const along = (start: number, length: number, room: number) => {
    const size = Math.min(room, Math.max(least, length + 2 * margin));
    const begin = Math.max(0, Math.min(room - size, Math.round(start + (length - size) / 2)));
    return { begin, size };
  };
  const across = along(region.left, region.width, page.width);
  const down = along(region.top, region.height, page.height);
  return { left: across.begin, top: down.begin, width: across.size, height: down.size };
}

/** A part of a page as a page of its own; all channels. The region must lie inside. */
export function cropRaster(raster: Raster, { left, top, width, height }: Region): Raster {
  const { channels, samples, sampleFormat, bitDepth } = raster;
  const line = width * channels;
  const cropped = new (sampleArrayFor(sampleFormat, bitDepth))(line * height);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * raster.width + left) * channels;
    cropped.set(samples.subarray(from, from + line), y * line);
  }
  return { ...raster, width, height, samples: cropped };
}
