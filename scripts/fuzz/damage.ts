import type { RandomSource } from '../../src/core/denoise/random';

/** One way to damage a file; `other` is another file of any format. */
export type Damage = (bytes: Uint8Array, random: RandomSource, other: Uint8Array) => Uint8Array;

/** One of several things. */
export function oneOf<T>(choices: readonly T[], random: RandomSource): T {
  return choices[random.integer(choices.length)]!;
}
