import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/denoise/random';
import type { Raster } from '../../../src/core/image/raster';
import { levelSize } from '../../../webview/tileGrid';
import { difference } from '../../../webview/worker/difference';
import { PagePyramid } from '../../../webview/worker/pagePyramid';
import { rasterOf } from './pages';

const random = createRandom(7);
const width = 37;
const height = 21;
const channels = 3;
const raster = rasterOf(
  Uint16Array.from({ length: width * height * channels }, () => random.integer(65536)),
  { width, height, channels },
);

/** The mean of the samples of a square, straight from its definition. */
function meanOf({ samples }: Raster, level: number, x: number, y: number, channel: number): number {
  const side = 2 ** level;
  let sum = 0;
  let count = 0;
  for (let row = y * side; row < Math.min(height, (y + 1) * side); row++) {
    for (let column = x * side; column < Math.min(width, (x + 1) * side); column++, count++) {
      sum += samples[(row * width + column) * channels + channel];
    }
  }
  return sum / count;
}

describe('the levels of a page', () => {
  it.each([0, 1, 2, 3])('are means over squares of the raw samples, also at the edges (level %s)', (level) => {
    const size = levelSize(raster, level);
    const { values } = new PagePyramid(raster, undefined).means(level, { x: 0, y: 0, ...size });
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        for (let c = 0; c < channels; c++) {
          expect(values[(y * size.width + x) * channels + c]).toBeCloseTo(meanOf(raster, level, x, y, c), 6);
        }
      }
    }
  });

  it.each([0, 2, 4])('give a part of a level as the whole gives it (level %s)', (level) => {
    const page = new PagePyramid(raster, undefined);
    const size = levelSize(raster, level);
    const whole = page.means(level, { x: 0, y: 0, ...size });
    const part = page.means(level, { x: 1, y: 1, width: size.width - 1, height: size.height - 1 });
    for (let y = 0; y < part.height; y++) {
      const from = ((y + 1) * size.width + 1) * channels;
      expect([...part.values.subarray(y * part.width * channels, (y + 1) * part.width * channels)]).toEqual([
        ...whole.values.subarray(from, from + part.width * channels),
      ]);
    }
  });

  it('are the same for a turned page as for its samples turned by hand', () => {
    // orientation 3: upside down
    const upsideDown = new Uint16Array(raster.samples.length);
    for (let i = 0; i < width * height; i++) {
      const from = (width * height - 1 - i) * channels;
      upsideDown.set(raster.samples.subarray(from, from + channels), i * channels);
    }
    const area = { x: 0, y: 0, ...levelSize(raster, 2) };
    expect(new PagePyramid(raster, 3).means(2, area)).toEqual(
      new PagePyramid({ ...raster, samples: upsideDown }, undefined).means(2, area),
    );
  });

  it('pass over what is not finite, and have no value where nothing is', () => {
    const samples = new Float32Array([1, Number.NaN, 3, Number.POSITIVE_INFINITY, Number.NaN, Number.NaN, 8, 8]);
    const page = new PagePyramid(rasterOf(samples, { width: 8, sampleFormat: 'float' }), undefined);
    expect([...page.means(1, { x: 0, y: 0, width: 4, height: 1 }).values]).toEqual([1, 3, Number.NaN, 8]);
  });

  it('subtract the original from the result, channel by channel', () => {
    const means = (...values: number[]) => ({ width: 1, height: 1, channels: 4, values: Float64Array.from(values) });
    expect([...difference(means(5, 5, 5, 255), means(7, 5, 1, 0), { colorChannels: 3 }).values]).toEqual([-2, 0, 4]);
    expect([...difference(means(5, 5, 5, 9), means(7, 5, 1, 9), { colorChannels: 4 }).values]).toEqual([0.5]);
    const bands = { colorChannels: 4, jointChannels: 1 };
    expect([...difference(means(5, 5, 5, 9), means(7, 5, 1, 9), bands).values]).toEqual([-2, 0, 4, 0]);
  });

  it('subtract an RGB original from a result that became grey', () => {
    const result = { width: 1, height: 1, channels: 1, values: Float64Array.of(10) };
    const original = { width: 1, height: 1, channels: 3, values: Float64Array.of(1, 2, 3) };
    expect([...difference(result, original, { colorChannels: 3 }).values]).toEqual([9, 8, 7]);
  });
});
