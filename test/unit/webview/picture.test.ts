import { describe, expect, it } from 'vitest';
import { labScales } from '../../../src/core/codecs/tiff/labSamples';
import { Photometric } from '../../../src/core/codecs/tiff/tags';
import { defaultMapping } from '../../../webview/worker/displayRange';
import { PagePyramid } from '../../../webview/worker/pagePyramid';
import { rasterOf, shownPixels } from './pages';

const grey = (value: number) => [value, value, value, 255];

describe('the picture on the screen', () => {
  it('shows 8-bit samples as they are, alpha included', () => {
    expect(shownPixels(rasterOf(new Uint8Array([10, 20, 30, 40]), { channels: 4, colorChannels: 3 }))).toEqual([
      [10, 20, 30, 40],
    ]);
    expect(shownPixels(rasterOf(new Uint8Array([10, 128]), { channels: 2, colorChannels: 1 }))).toEqual([
      [10, 10, 10, 128],
    ]);
  });

  it('takes alpha from the depth of the file', () => {
    const deep = rasterOf(new Uint16Array([0, 65535, 65535, 32768]), { channels: 2, colorChannels: 1 });
    expect(shownPixels(deep, { black: 0, white: 65535, gamma: 1 })).toEqual([grey(0), [255, 255, 255, 128]]);
  });

  it('turns files whose white is zero round', () => {
    const raster = rasterOf(new Uint8Array([0, 255]));
    expect(shownPixels(raster, defaultMapping(raster, true))).toEqual([grey(255), grey(0)]);
  });

  it('shows inks by the light they leave', () => {
    const inks = (...samples: number[]) => rasterOf(new Uint8Array(samples), { channels: 4 });
    expect(shownPixels(inks(0, 0, 0, 0))).toEqual([grey(255)]);
    expect(shownPixels(inks(255, 0, 0, 0))).toEqual([[0, 255, 255, 255]]);
    expect(shownPixels(inks(0, 0, 0, 255))).toEqual([grey(0)]);
  });

  it('stretches deep samples between their percentiles', () => {
    const pixels = shownPixels(rasterOf(Uint16Array.from({ length: 1001 }, (_, i) => 100 + i)));
    expect([pixels[0], pixels[1000]]).toEqual([grey(0), grey(255)]);
    expect(pixels[500][0]).toBeGreaterThan(120);
    expect(pixels[500][0]).toBeLessThan(135);
  });

  it('tells neighbouring values of 16-bit and float files apart in a narrow display range', () => {
    const narrow = { black: 40000, white: 40004, gamma: 1 };
    expect(shownPixels(rasterOf(new Uint16Array([40000, 40001, 40002, 40004])), narrow)).toEqual(
      [0, 64, 128, 255].map(grey),
    );
    const floats = rasterOf(new Float32Array([0.25, 0.2500001, 0.25 + 2 ** -20]), { sampleFormat: 'float' });
    const [low, middle, high] = shownPixels(floats, { black: 0.25, white: 0.25 + 2 ** -20, gamma: 1 });
    expect([low, high]).toEqual([grey(0), grey(255)]);
    expect(middle[0]).toBeGreaterThan(low[0]);
    expect(middle[0]).toBeLessThan(high[0]);
  });

  it('shows signed samples around their zero', () => {
    const signed = rasterOf(new Int16Array([-100, 0, 100]), { sampleFormat: 'int' });
    expect(shownPixels(signed, { black: -100, white: 100, gamma: 1 })).toEqual([0, 128, 255].map(grey));
    expect(defaultMapping(rasterOf(new Int8Array([-1]), { sampleFormat: 'int' }))).toMatchObject({
      black: -128,
      white: 127,
    });
  });

  it('leaves pixels without a finite value transparent, so that the chequerboard shows', () => {
    const odd = rasterOf(new Float32Array([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]), {
      sampleFormat: 'float',
    });
    const pixels = shownPixels(odd, { black: 0, white: 1, gamma: 1 });
    expect(pixels.map(([, , , alpha]) => alpha)).toEqual([0, 0, 0, 255]);
  });

  it('brightens the middle with a gamma above 1 and keeps the ends', () => {
    const pixels = shownPixels(rasterOf(new Uint8Array([0, 64, 255])), { black: 0, white: 255, gamma: 2 });
    expect(pixels).toEqual([0, 128, 255].map(grey));
  });

  it('cuts what lies outside the display range, with and without gamma', () => {
    for (const gamma of [1, 2.2]) {
      expect(shownPixels(rasterOf(new Uint8Array([10, 200])), { black: 50, white: 150, gamma })).toEqual([
        grey(0),
        grey(255),
      ]);
    }
  });

  it('shows a single channel as grey, alpha too', () => {
    const rgba = rasterOf(new Uint8Array([10, 20, 30, 40]), { channels: 4, colorChannels: 3 });
    const only = (channel: number) => shownPixels(rgba, { black: 0, white: 255, gamma: 1, channel });
    expect([only(1), only(3)]).toEqual([[grey(20)], [grey(40)]]);
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
    const raster = rasterOf(new Uint8Array([97, 98, 99, 100, 101, 102]), { width: 3, height: 2 });
    const seen = shownPixels(raster, defaultMapping(raster), orientation).map(([value]) => String.fromCharCode(value));
    expect(seen.join('')).toBe(letters);
    const page = new PagePyramid(raster, orientation);
    expect([page.grid.width, page.grid.height]).toEqual([width, 6 / width]);
    expect(page.pixel(1, 0)).toEqual([letters.charCodeAt(1)]);
  });

  it.each([
    [8, 'cieLab', [54.29, 80.81, 69.89], [255, 0, 0]],
    [16, 'cieLab', [87.82, -79.27, 80.99], [0, 255, 0]],
    [16, 'iccLab', [29.57, 68.3, -112.03], [0, 0, 255]],
    [8, 'ituLab', [50, 0, 0], [119, 119, 119]],
    [16, 'ituLab', [100, 0, 0], [255, 255, 255]],
  ] as const)('shows the colours of L*a*b* of %i bits (%s)', (bitDepth, kind, [lightness, a, b], color) => {
    const lab = labScales({ photometric: Photometric[kind], bitDepth, samplesPerPixel: 3 });
    const most = 2 ** bitDepth - 1;
    const samples = [(lightness / 100) * most, lab.a.zero + a * lab.a.unit, lab.b.zero + b * lab.b.unit];
    const rounded = samples.map(Math.round);
    const raster = rasterOf(bitDepth === 8 ? Uint8Array.from(rounded) : Uint16Array.from(rounded), {
      channels: 3,
      lab,
    });
    const [[...shown]] = shownPixels(raster);
    // Half a step of 8 bits in a* or b* is up to four steps in blue.
    const tolerance = bitDepth === 8 ? 4 : 1;
    for (const [c, expected] of color.entries()) expect(Math.abs(shown[c] - expected)).toBeLessThanOrEqual(tolerance);
  });
});
