import { createRandom } from '../../../src/core/denoise/random';
import { type CropShape, cropFloats, sampleFloats } from '../../../src/core/networks/crop';

/** Seeded values in [0,1), rounded to what a float32 holds. */
export function randomFloats(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.next());
}

/** Seeded crops, each with a mask of zeros and ones where the loss wants one. */
export function randomCrops(shape: CropShape, count: number, seed: number): Float32Array {
  const size = cropFloats(shape);
  const samples = sampleFloats(shape);
  return randomFloats(count * size, seed).map((value, i) => (i % size < samples ? value : Math.round(value)));
}
