import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../src/core/image/raster';
import { displayRangeOf, pictureOf, turned } from '../../../webview/worker/picture';

const raster = (samples: Raster['samples'], channels: number, colorChannels: number, bitDepth = 8): Raster => ({
  width: samples.length / channels,
  height: 1,
  channels,
  colorChannels,
  sampleFormat: 'uint',
  bitDepth,
  samples,
});
const shown = (of: Raster, whiteIsZero = false) => [...pictureOf(of, displayRangeOf(of, whiteIsZero)).pixels];

describe('the picture on the screen', () => {
  it('shows 8-bit samples as they are, alpha included', () => {
    expect(shown(raster(new Uint8Array([10, 20, 30, 40]), 4, 3))).toEqual([10, 20, 30, 40]);
    expect(shown(raster(new Uint8Array([10, 128]), 2, 1))).toEqual([10, 10, 10, 128]);
  });

  it('turns files whose white is zero round', () => {
    expect(shown(raster(new Uint8Array([0, 255]), 1, 1), true)).toEqual([255, 255, 255, 255, 0, 0, 0, 255]);
  });

  it('shows inks by the light they leave', () => {
    expect(shown(raster(new Uint8Array([0, 0, 0, 0]), 4, 4))).toEqual([255, 255, 255, 255]);
    expect(shown(raster(new Uint8Array([255, 0, 0, 0]), 4, 4))).toEqual([0, 255, 255, 255]);
    expect(shown(raster(new Uint8Array([0, 0, 0, 255]), 4, 4))).toEqual([0, 0, 0, 255]);
  });

  it('stretches deep samples between their percentiles', () => {
    const samples = Uint16Array.from({ length: 1001 }, (_, i) => 100 + i);
    const pixels = shown(raster(samples, 1, 1, 16));
    expect([pixels[0], pixels[4 * 1000]]).toEqual([0, 255]);
    expect(pixels[4 * 500]).toBeGreaterThan(120);
    expect(pixels[4 * 500]).toBeLessThan(135);
  });

  /** 3 columns, 2 rows: abc / def, as the file has them; what is to be seen for each orientation. */
  it.each([
    [undefined, 3, 'abcdef'],
    [1, 3, 'abcdef'],
    [2, 3, 'cbafed'],
    [3, 3, 'fedcba'],
    [4, 3, 'defabc'],
    [5, 2, 'adbecf'],
    [6, 2, 'daebfc'],
    [7, 2, 'fcebda'],
    [8, 2, 'cfbead'],
  ])('is turned as orientation %s says', (orientation, width, letters) => {
    const grey = { ...raster(new Uint8Array([97, 98, 99, 100, 101, 102]), 1, 1), width: 3, height: 2 };
    const picture = turned(pictureOf(grey, displayRangeOf(grey)), orientation);
    const seen = Array.from({ length: 6 }, (_, i) => String.fromCharCode(picture.pixels[4 * i])).join('');
    expect([picture.width, picture.height, seen]).toEqual([width, 6 / width, letters]);
  });
});
