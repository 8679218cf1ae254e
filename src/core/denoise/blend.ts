import { type Raster, sampleArrayFor } from '../image/raster';
import { roundHalfEven } from '../image/rounding';

/**
 * original + strength * (denoised - original) in every sample. At strength 0 the samples are the original's, at 1 the
 * denoised ones, bit for bit; integers round to nearest.
 */
export function blend(original: Raster, denoised: Raster, strength: number): Raster {
  if (strength === 0) return original;
  if (strength === 1) return denoised;
  const { sampleFormat, bitDepth } = original;
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(original.samples.length);
  const isInteger = sampleFormat !== 'float';
  for (let i = 0; i < samples.length; i++) {
    const before = original.samples[i];
    const after = denoised.samples[i];
    if (before === after || !Number.isFinite(before)) {
      samples[i] = before;
      continue;
    }
    const value = before + strength * (after - before);
    samples[i] = isInteger ? roundHalfEven(value) : value;
  }
  return { ...original, samples };
}
