import { DenoiseError } from '../errors';
import { text } from '../text';

/** The colours of a palette. */
export interface ColorTable {
  /** [entry][channel] */
  readonly colors: Uint8Array | Uint16Array;
  readonly channels: number;
}

/** The samples of the colours that `indices` point at: [pixel][channel]. Throws `damaged` on an index past the table. */
export function lookUpColors<Samples extends Uint8Array | Uint16Array>(
  indices: Uint8Array | Uint16Array,
  { colors, channels }: ColorTable,
  samples: Samples,
): Samples {
  const entries = colors.length / channels;
  for (let pixel = 0, to = 0; pixel < indices.length; pixel++) {
    const index = indices[pixel]!;
    if (index >= entries) {
      throw new DenoiseError(
        'damaged',
        text('Pixel {0} has palette index {1}, the palette {2} colours.', pixel, index, entries),
      );
    }
    for (let from = index * channels; from < (index + 1) * channels; from++) samples[to++] = colors[from]!;
  }
  return samples;
}

/**
 * The reverse of lookUpColors. A pixel whose colour is that of its source index keeps this index, because tables may
 * hold a colour twice; other pixels get the first entry of their colour.
 *
 * @returns the index of each pixel, or undefined when some colour is not in the table.
 */
export function findIndices<Indices extends Uint8Array | Uint16Array>(
  samples: ArrayLike<number>,
  { colors, channels }: ColorTable,
  sourceIndices: Indices,
): Indices | undefined {
  // 16-bit colours of up to three channels fit the 53 bits of a number.
  const base = colors.BYTES_PER_ELEMENT === 1 ? 256 : 65536;
  const keyAt = (from: ArrayLike<number>, start: number) => {
    let key = 0;
    for (let i = start; i < start + channels; i++) key = key * base + from[i]!;
    return key;
  };
  const firstEntry = new Map<number, number>();
  const keys: number[] = [];
  for (let entry = 0; entry < colors.length / channels; entry++) {
    const key = keyAt(colors, entry * channels);
    keys.push(key);
    if (!firstEntry.has(key)) firstEntry.set(key, entry);
  }
  const indices = sourceIndices.slice() as Indices;
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const key = keyAt(samples, pixel * channels);
    if (keys[indices[pixel]!] === key) continue;
    const index = firstEntry.get(key);
    if (index === undefined) return undefined;
    indices[pixel] = index;
  }
  return indices;
}
