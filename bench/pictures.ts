import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openImage } from '../src/core/codecs/registry';
import { createRandom } from '../src/core/denoise/random';
import type { Raster } from '../src/core/image/raster';

export const side = 256;
export const sigma = 25;

export interface TestPicture {
  readonly name: string;
  /** Float RGB, 0..255; the noise is not clipped, as in the papers. */
  readonly noisy: Raster;
  readonly clean: Float32Array;
}

/** The middle of a Kodak picture, clean and with seeded Gaussian noise. */
export async function kodak(name: string): Promise<TestPicture> {
  return noisyMiddle(`bench/kodak/${name}.png`);
}

/** The middle of an 8-bit RGB picture in a file. */
export async function noisyMiddle(file: string): Promise<TestPicture> {
  const source = await (await openImage(readFileSync(file))).readPage(0);
  const left = (source.width - side) >> 1;
  const top = (source.height - side) >> 1;
  const random = createRandom(7);
  const clean = new Float32Array(side * side * 3);
  const samples = new Float32Array(clean.length);
  for (let y = 0, i = 0; y < side; y++) {
    const from = ((top + y) * source.width + left) * 3;
    for (let x = 0; x < side * 3; x++, i++) {
      clean[i] = source.samples[from + x];
      samples[i] = clean[i] + sigma * random.normal();
    }
  }
  const noisy: Raster = {
    width: side,
    height: side,
    channels: 3,
    colorChannels: 3,
    sampleFormat: 'float',
    bitDepth: 32,
    samples,
  };
  return { name: path.basename(file, path.extname(file)), noisy, clean };
}

/** A result against the clean picture, clipped to 0..255 as the papers clip, both 8-bit in range. */
export function clipped({ noisy, clean }: TestPicture, result: Raster['samples']): { result: Raster; clean: Raster } {
  const values = Float32Array.from(result, (v) => Math.min(255, Math.max(0, v)));
  const as = (samples: Float32Array): Raster => ({ ...noisy, sampleFormat: 'uint', bitDepth: 8, samples });
  return { result: as(values), clean: as(clean) };
}
