import { createRandom } from '../../../src/core/denoise/random';
import type { Raster } from '../../../src/core/image/raster';

/** A smooth ramp with seeded noise, 8 bits; channels beyond the colour channels hold a pattern of their own. */
export function noisyRaster(width: number, height: number, colorChannels: number, channels = colorChannels): Raster {
  const random = createRandom(width * 1000 + height);
  const samples = new Uint8Array(width * height * channels);
  for (let i = 0; i < samples.length; i++) {
    const pixel = Math.floor(i / channels);
    const ramp = 60 + (120 * (pixel % width)) / width;
    samples[i] = i % channels < colorChannels ? Math.max(0, Math.min(255, ramp + 20 * random.normal())) : pixel % 251;
  }
  return { width, height, channels, colorChannels, sampleFormat: 'uint', bitDepth: 8, samples };
}
