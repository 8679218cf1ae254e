import type { Raster } from '../../../src/core/image/raster';
import type { DisplayMapping } from '../../../src/shared/viewing';
import { defaultMapping } from '../../../webview/worker/displayRange';
import { PagePyramid } from '../../../webview/worker/pagePyramid';
import { channelMeaning, pictureOf } from '../../../webview/worker/picture';

/** A raster of unsigned samples in one row, unless told otherwise. */
export function rasterOf(samples: Raster['samples'], more: Partial<Raster> = {}): Raster {
  const { channels = 1 } = more;
  return {
    width: samples.length / channels,
    height: 1,
    channels,
    colorChannels: channels,
    sampleFormat: 'uint',
    bitDepth: samples.BYTES_PER_ELEMENT * 8,
    samples,
    ...more,
  };
}

/** The whole of a page as it is shown, [pixel][RGBA]. */
export function shownPixels(raster: Raster, mapping: DisplayMapping = defaultMapping(raster), orientation = 1) {
  const page = new PagePyramid(raster, orientation);
  const { width, height } = page.grid;
  const { pixels } = pictureOf(page.means(0, { x: 0, y: 0, width, height }), channelMeaning(raster), mapping);
  return Array.from({ length: width * height }, (_, i) => [...pixels.subarray(4 * i, 4 * i + 4)]);
}
