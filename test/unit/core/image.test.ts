import { describe, expect, it } from 'vitest';
import { blend } from '../../../src/core/denoise/blend';
import { createRandom } from '../../../src/core/denoise/random';
import { psnr, ssim } from '../../../src/core/image/metrics';
import { estimateNoise } from '../../../src/core/image/noise';
import { type Raster, sampleArrayFor } from '../../../src/core/image/raster';
import { roundHalfEven } from '../../../src/core/image/rounding';
import { unitRangeOf } from '../../../src/core/image/unitRange';
import { noisyRaster } from './rasters';

const grey = (samples: Raster['samples'], width: number, more: Partial<Raster> = {}): Raster => ({
  width,
  height: samples.length / width,
  channels: 1,
  colorChannels: 1,
  sampleFormat: 'uint',
  bitDepth: 8,
  samples,
  ...more,
});

describe('PSNR and SSIM', () => {
  const image = noisyRaster(64, 48, 3);

  it('are infinite and 1 for the same picture', () => {
    expect(psnr(image, image)).toBe(Number.POSITIVE_INFINITY);
    expect(ssim(image, image)).toBeCloseTo(1, 12);
  });

  it('are the mean over all windows, however many rows are measured at once', () => {
    const [width, height, window] = [16, 300, 11];
    const noisy = noisyRaster(width, height, 1);
    const clean = { ...noisy, samples: noisy.samples.map((_, i) => 60 + (120 * (i % width)) / width) };
    /** A strip that holds a single row of windows. */
    const strip = (raster: Raster, top: number): Raster => ({
      ...raster,
      height: window,
      samples: raster.samples.slice(top * width, (top + window) * width),
    });
    const rows = Array.from({ length: height - window + 1 }, (_, top) => ssim(strip(noisy, top), strip(clean, top)));
    expect(ssim(noisy, clean)).toBeCloseTo(rows.reduce((a, b) => a + b, 0) / rows.length, 10);
  });

  it('follow their definitions: a difference of 16 in 255 is 24.05 dB', () => {
    const a = grey(new Uint8Array(400).fill(100), 20);
    const b = grey(new Uint8Array(400).fill(116), 20);
    expect(psnr(a, b)).toBeCloseTo(20 * Math.log10(255 / 16), 10);
    // constant pictures: only the luminance term of SSIM is left
    const c1 = (0.01 * 255) ** 2;
    expect(ssim(a, b)).toBeCloseTo((2 * 100 * 116 + c1) / (100 ** 2 + 116 ** 2 + c1), 10);
  });

  it('refer to the range of the sample format', () => {
    const a = grey(new Uint16Array(400).fill(1000), 20, { bitDepth: 16 });
    const b = grey(new Uint16Array(400).fill(1655), 20, { bitDepth: 16 });
    expect(psnr(a, b)).toBeCloseTo(20 * Math.log10(65535 / 655), 10);
  });

  it('refuse pictures that do not fit, saying how they differ', () => {
    expect(() => psnr(image, noisyRaster(64, 49, 3))).toThrow(/64x49.*64x48|64x48.*64x49/);
  });
});

it('estimates the noise of a smooth picture within 3 percent', () => {
  const random = createRandom(9);
  const samples = Float32Array.from({ length: 256 * 256 }, (_, i) => (i % 256) / 4 + 12 * random.normal());
  const estimate = estimateNoise(grey(samples, 256, { sampleFormat: 'float', bitDepth: 32 }));
  expect(Math.abs(estimate / 12 - 1)).toBeLessThan(0.03);
});

describe('values', () => {
  it('round to nearest without moving the mean', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, 2.6].map((v) => roundHalfEven(v) + 0)).toEqual([0, 2, 2, 0, -2, 2, 3]);
  });

  it.each([
    [new Uint8Array([0, 255]), 'uint', 8, 0, 255],
    [new Uint16Array([9, 4000]), 'uint', 16, 0, 4095],
    [new Uint16Array([9, 4096]), 'uint', 16, 0, 8191],
    [new Int16Array([-1024, 3]), 'int', 16, -1024, 1023],
    [new Int16Array([-1025, 3]), 'int', 16, -2048, 2047],
    [new Uint32Array([0, 0xffffffff]), 'uint', 32, 0, 0xffffffff],
    [new Uint8Array([0, 0]), 'uint', 8, 0, 1],
  ] as const)('map integers by the range of the bits in use: %o', (samples, sampleFormat, bitDepth, black, white) => {
    expect(unitRangeOf(grey(samples, 2, { sampleFormat, bitDepth }))).toEqual({ black, white, clamp: true });
  });

  it.each([
    ['uint', 16, 60_000],
    ['uint', 32, 4_000_000_000],
    ['int', 32, -2_000_000_000],
    ['uint', 8, 200],
  ] as const)('map integers far from zero as floats: %s of %i bits from %i on', (sampleFormat, bitDepth, offset) => {
    const samples = new (sampleArrayFor(sampleFormat, bitDepth))(10_000).map((_, i) => offset + (i % 40));
    const { black, white, clamp } = unitRangeOf(grey(samples, 100, { sampleFormat, bitDepth }));
    expect({ black, white, clamp }).toEqual({ black: offset, white: offset + 39, clamp: false });
  });

  it('map floats by percentiles that hot pixels do not move', () => {
    const samples = Float32Array.from({ length: 10_000 }, (_, i) => i / 10_000);
    samples[17] = 1e9;
    samples[18] = Number.NaN;
    const { black, white } = unitRangeOf(grey(samples, 100, { sampleFormat: 'float', bitDepth: 32 }));
    expect(black).toBeCloseTo(0.001, 2);
    expect(white).toBeCloseTo(0.999, 2);
  });
});

describe('blending by strength', () => {
  const original = noisyRaster(50, 40, 3);
  const denoised = { ...original, samples: original.samples.map((v) => Math.min(255, v + 7)) };

  it('is the original at 0 and the denoised picture at 1', () => {
    expect(blend(original, denoised, 0).samples).toEqual(original.samples);
    expect(blend(original, denoised, 1).samples).toEqual(denoised.samples);
  });

  it('moves the mean brightness by no more than 0.05 of a level from the exact blend', () => {
    const mixed = blend(original, denoised, 0.5).samples;
    let bias = 0;
    mixed.forEach((value, i) => {
      bias += value - (original.samples[i] + denoised.samples[i]) / 2;
    });
    expect(Math.abs(bias / mixed.length)).toBeLessThan(0.05);
  });
});
