import { crc32 } from '../../../src/core/codecs/png/crc32';
import { openImage } from '../../../src/core/codecs/registry';
import { DenoiseError } from '../../../src/core/errors';

/** Pages of more pixels are refused when damaged files are tried. */
export const maxPixels = 1_000_000;

/**
 * Opens, decodes and writes a file: all of it works, or the error is one that users can act on.
 * @returns the error's code, or 'written'.
 */
export async function survive(bytes: Uint8Array): Promise<string> {
  try {
    const document = await openImage(bytes, { maxPixels });
    await document.write((index) => document.readPage(index));
    return 'written';
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError) || thrown.code === 'internal') throw thrown;
    return thrown.code;
  }
}

/** Gives every chunk of a damaged PNG a right CRC again, so that damage reaches the code behind that check. */
export function withRightCrcs(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 8; offset + 12 <= bytes.length; ) {
    const end = offset + 8 + view.getUint32(offset);
    if (end + 4 > bytes.length) break;
    view.setUint32(end, crc32(bytes, offset + 4, end));
    offset = end + 4;
  }
  return bytes;
}

/** A copy in which bits, given by place and number, are turned over. */
export function flipBits(bytes: Uint8Array, flips: readonly (readonly [place: number, bit: number])[]): Uint8Array {
  const damaged = bytes.slice();
  for (const [place, bit] of flips) damaged[place % bytes.length]! ^= 1 << bit;
  return damaged;
}
