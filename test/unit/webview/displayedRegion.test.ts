import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../src/core/image/raster';
import { cropRaster } from '../../../src/core/image/region';
import { displayedArea, fileRegion } from '../../../webview/worker/displayedRegion';
import { placedPicture } from '../../../webview/worker/liveLook';
import { PagePyramid } from '../../../webview/worker/pagePyramid';

/** Every pixel has a value of its own. */
const samples = Uint8Array.from({ length: 12 * 7 }, (_, i) => i);
const page: Raster = {
  width: 12,
  height: 7,
  channels: 1,
  colorChannels: 1,
  sampleFormat: 'uint',
  bitDepth: 8,
  samples,
};
const mapping = { black: 0, white: 255, gamma: 1 };

describe.each([undefined, 1, 2, 3, 4, 5, 6, 7, 8])('with orientation %s', (orientation) => {
  const whole = new PagePyramid(page, orientation);
  const area = { x: 2, y: 1, width: 3, height: 4 };

  it('a part of the picture is found in the file and lies in its place again', () => {
    const region = fileRegion(page, orientation, area);
    if (!region) throw new Error('it lies on the page');
    expect(displayedArea(page, orientation, region)).toEqual(area);
    const piece = placedPicture(cropRaster(page, region), region, { shape: page, orientation }, mapping);
    expect(piece).toMatchObject(area);
    for (let y = 0; y < area.height; y++) {
      for (let x = 0; x < area.width; x++) {
        expect(piece.pixels[(y * area.width + x) * 4]).toBe(whole.pixel(area.x + x, area.y + y)[0]);
      }
    }
  });

  it('parts that reach beyond the page are cut off, and those beside it are none', () => {
    const { width, height } = whole.grid;
    const region = fileRegion(page, orientation, { x: -5, y: -5, width: 100, height: 100 });
    expect(region).toEqual({ left: 0, top: 0, width: 12, height: 7 });
    expect(fileRegion(page, orientation, { x: width, y: height, width: 5, height: 5 })).toBeUndefined();
  });
});
