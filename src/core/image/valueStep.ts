import type { Raster } from './raster';
import type { SampleMask } from './sampleMask';

type Samples = Pick<Raster, 'samples' | 'channels' | 'colorChannels'>;

/**
 * What all differences between colour samples are multiples of, such as the gain of a photon counter; 1 mostly, 0 where
 * values are not whole, as of most floats.
 */
export function valueStep({ samples, channels, colorChannels }: Samples, mask?: SampleMask): number {
  let step = 0;
  let first: number | undefined;
  for (let i = 0; i < samples.length && step !== 1; i += channels) {
    for (let c = i; c < i + colorChannels; c++) {
      if (mask?.has(c)) continue;
      if (!Number.isInteger(samples[c])) return 0;
      first ??= samples[c];
      let rest = Math.abs(samples[c] - first);
      while (rest > 0) [step, rest] = [rest, step % rest];
    }
  }
  return Math.max(1, step);
}
