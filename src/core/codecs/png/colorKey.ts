import { DenoiseError } from '../../errors';
import { allocateSamples } from '../pageMemory';
import type { FileSamples } from './scanlines';

/** The one colour that tRNS makes transparent in grey and RGB images: a sample per colour channel. */
export type ColorKey = readonly number[];

/** Parses tRNS. Bits above the depth are to be ignored (PNG section 11.3.1.1). */
export function parseColorKey(transparency: Uint8Array, bitDepth: number): ColorKey {
  const key: number[] = [];
  for (let i = 0; i < transparency.length; i += 2) {
    key.push(((transparency[i]! << 8) | transparency[i + 1]!) & (2 ** bitDepth - 1));
  }
  return key;
}

/** Adds an alpha channel: 0 where the pixel has the key's colour, the largest sample elsewhere. Throws `too-large`. */
export function addKeyedAlpha(samples: FileSamples, key: ColorKey, bitDepth: number): FileSamples {
  const colors = key.length;
  const pixels = samples.length / colors;
  const opaque = 2 ** bitDepth - 1;
  const withAlpha = allocateSamples('uint', bitDepth, pixels * (colors + 1)) as FileSamples;
  for (let from = 0, to = 0; from < samples.length; from += colors, to += colors + 1) {
    for (let i = 0; i < colors; i++) withAlpha[to + i] = samples[from + i]!;
    withAlpha[to + colors] = hasKeyColor(samples, from, key) ? 0 : opaque;
  }
  return withAlpha;
}

/**
 * Turns the alpha channel back into the key's colour. A visible pixel that came to have this very colour would vanish,
 * so it is moved by one level in its last colour channel.
 * @throws DenoiseError `internal` when a pixel is partly transparent, which a colour key cannot say.
 */
export function removeKeyedAlpha(withAlpha: ArrayLike<number>, key: ColorKey, bitDepth: number): FileSamples {
  const colors = key.length;
  const pixels = withAlpha.length / (colors + 1);
  const largest = 2 ** bitDepth - 1;
  const samples = allocateSamples('uint', bitDepth, pixels * colors) as FileSamples;
  for (let from = 0, to = 0; to < samples.length; from += colors + 1, to += colors) {
    const alpha = withAlpha[from + colors]!;
    if (alpha !== 0 && alpha !== largest) {
      throw new DenoiseError('internal', `Alpha ${alpha} cannot be written: this PNG has a transparent colour only.`);
    }
    for (let i = 0; i < colors; i++) samples[to + i] = alpha === 0 ? key[i]! : withAlpha[from + i]!;
    if (alpha !== 0 && hasKeyColor(samples, to, key)) samples[to + colors - 1]! += key.at(-1) === largest ? -1 : 1;
  }
  return samples;
}

function hasKeyColor(samples: FileSamples, start: number, key: ColorKey): boolean {
  for (let i = 0; i < key.length; i++) if (samples[start + i] !== key[i]) return false;
  return true;
}
