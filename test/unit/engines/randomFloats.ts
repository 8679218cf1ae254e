import { createRandom } from '../../../src/core/denoise/random';

/** Seeded values in [0,1), rounded to what a float32 holds. */
export function randomFloats(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.next());
}
