import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/denoise/random';
import { histogramBins, histogramOf } from '../../../webview/worker/histogram';
import { rasterOf } from './pages';

const total = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);

describe('the histogram', () => {
  it('has a bin for each value of an 8-bit file, and counts each colour for itself', () => {
    const samples = new Uint8Array([0, 10, 255, 0, 10, 254]);
    const { bins, from, to, min, max } = histogramOf(rasterOf(samples, { channels: 3 }));
    expect([from, to, min, max]).toEqual([0, 256, 0, 255]);
    expect([bins[0][0], bins[1][10], bins[2][255], bins[2][254]]).toEqual([2, 2, 1, 1]);
  });

  it('leaves alpha out', () => {
    const { bins } = histogramOf(rasterOf(new Uint8Array([5, 255, 6, 255]), { channels: 2, colorChannels: 1 }));
    expect(bins.map(total)).toEqual([2]);
  });

  it('is not squeezed by hot pixels, which are counted in the last bin', () => {
    const random = createRandom(3);
    const samples = Uint16Array.from({ length: 20_000 }, () => 1000 + random.integer(100));
    samples[777] = 65535;
    const { bins, to, max, black, white } = histogramOf(rasterOf(samples));
    expect(max).toBe(65535);
    expect(to).toBeLessThan(1200);
    expect([black, white]).toEqual([1000, 1099]);
    expect(bins[0][histogramBins - 1]).toBe(1);
    expect(total(bins[0])).toBe(samples.length);
  });

  it('shows signed values on both sides of zero', () => {
    const { from, to, bins } = histogramOf(rasterOf(new Int8Array([-128, 0, 127]), { sampleFormat: 'int' }));
    expect([from, to]).toEqual([-128, 128]);
    expect([bins[0][0], bins[0][128], bins[0][255]]).toEqual([1, 1, 1]);
  });

  it('passes over what is not finite', () => {
    const samples = new Float32Array([Number.NaN, 0, 0.5, 1, Number.POSITIVE_INFINITY]);
    const { min, max, bins } = histogramOf(rasterOf(samples, { sampleFormat: 'float' }));
    expect([min, max, total(bins[0])]).toEqual([0, 1, 3]);
  });

  it('copes with a single value and with none', () => {
    expect(total(histogramOf(rasterOf(new Uint16Array([7, 7]))).bins[0])).toBe(2);
    const empty = histogramOf(rasterOf(new Float32Array([Number.NaN]), { sampleFormat: 'float' }));
    expect([empty.min, empty.max, total(empty.bins[0])]).toEqual([Number.NaN, Number.NaN, 0]);
  });
});
