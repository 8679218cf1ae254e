import { DenoiseError } from '../../errors';
import type { SampleFormat } from '../../image/raster';
import { text } from '../../text';
import { hostIsLittleEndian } from '../byteOrder';
import { allocateSamples } from '../pageMemory';

const wordRange = 2 ** 32;
const [lowWord, highWord] = hostIsLittleEndian ? [0, 1] : [1, 0];

/**
 * Integers of 64 bits as doubles. The largest number there is stays itself when it is written, though a double can only
 * say the number after it: it often marks what was not measured.
 * @param words two for each integer, in the byte order of this machine.
 * @throws DenoiseError `unsupported` when a double cannot hold one of them: there are gaps beyond 2^53.
 */
export function longsToDoubles(words: Uint32Array, format: SampleFormat): Float64Array {
  const doubles = allocateSamples(format, 64, words.length / 2) as Float64Array;
  for (let i = 0; i < doubles.length; i++) {
    const low = words[2 * i + lowWord]!;
    const bits = words[2 * i + highWord]!;
    const high = format === 'int' ? bits | 0 : bits;
    const value = high * wordRange + low;
    if (!Number.isSafeInteger(value) && !isKept(high, low, value, format)) {
      throw new DenoiseError(
        'unsupported',
        text(
          'The page has 64-bit integers beyond 2^53 (such as {0}), which cannot be computed with exactly. Scale them down, or save the image as 64-bit floats.',
          value,
        ),
      );
    }
    doubles[i] = value;
  }
  return doubles;
}

/** Whether writing a value beyond 2^53 gives the words it was made of. */
function isKept(high: number, low: number, value: number, format: SampleFormat): boolean {
  const [writtenHigh, writtenLow] = toWords(value, format);
  return writtenHigh === high >>> 0 && writtenLow === low;
}

/** The reverse of longsToDoubles. */
export function doublesToLongs(doubles: Float64Array, format: SampleFormat): Uint32Array {
  const words = allocateSamples('uint', 32, doubles.length * 2) as Uint32Array;
  for (let i = 0; i < doubles.length; i++) {
    const [high, low] = toWords(doubles[i]!, format);
    words[2 * i + highWord] = high;
    words[2 * i + lowWord] = low;
  }
  return words;
}

function toWords(value: number, format: SampleFormat): [high: number, low: number] {
  const highest = format === 'int' ? 2 ** 31 - 1 : wordRange - 1;
  const high = Math.floor(value / wordRange);
  if (high > highest) return [highest, wordRange - 1];
  return [high >>> 0, value - high * wordRange];
}
