/**
 * The factors of a dropout layer: 0 for a share `rate`, else 1 / (1 - rate). They are a function of their place, so that
 * engines and threads need not agree on an order of drawing. The hash is MurmurHash3's finaliser (Appleby, public domain).
 * @param seed a whole number below 2^24, of the run's random stream; travels with the crop
 * @param layer the node's index in the network, so that layers differ
 * @param factors gets them, [height][width][channel]
 */
export function dropoutFactors(seed: number, layer: number, rate: number, factors: Float32Array): void {
  const start = mix(mix(seed) + layer);
  const limit = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  for (let i = 0; i < factors.length; i++) factors[i] = mix(start + i) < limit ? 0 : kept;
}

/** A 32-bit number, each bit of which depends on all bits of the argument's lowest 32. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
