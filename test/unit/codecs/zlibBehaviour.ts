import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { deflateZlib, inflateInPieces, inflateZlib } from '../../../src/core/codecs/zlib';
import { createRandom } from '../../../src/core/denoise/random';
import { text } from '../../../src/core/text';
import { errorCodeOf } from './fixtures';

const random = createRandom(9);
const noise = (length: number) => Uint8Array.from({ length }, () => random.integer(60));
const exactly = (size: number) => ({ min: size, max: size });

/** What must hold whichever way streams are inflated. */
export function describeZlib(where: string): void {
  // Short contents take another way through the code than long ones.
  describe.each([1000, 400_000])(`zlib streams of %i bytes, ${where}`, (size) => {
    const content = noise(size);
    const packed = zlibSync(content);
    const inflate = (data: Uint8Array, count = size) => inflateZlib(data, exactly(count), text('Strip {0}', 0));

    it('give back what was compressed, in pieces or as a whole', async () => {
      const halves = [content.subarray(0, size / 4), content.subarray(size / 4)];
      const compressed = await deflateZlib(halves, size);
      expect(await inflate(compressed)).toEqual(content);
      const pieces: Uint8Array[] = [];
      await inflateInPieces(compressed, exactly(size), text('Strip {0}', 0), (piece) => pieces.push(piece.slice()));
      expect(concatBytes(pieces)).toEqual(content);
    });

    it('may have padding after them', async () => {
      expect(await inflate(concatBytes([packed, new Uint8Array(3)]))).toEqual(content);
    });

    it('give content that is aligned for numbers of any size', async () => {
      expect((await inflate(packed)).byteOffset).toBe(0);
    });

    it.each<[string, string, () => Promise<unknown>]>([
      ['cut off', 'truncated', () => inflate(packed.subarray(0, -200))],
      [
        'a wrong checksum',
        'damaged',
        () => inflate(packed.map((byte, i) => (i === packed.length - 1 ? byte ^ 1 : byte))),
      ],
      ['more than is called for', 'damaged', () => inflate(packed, size - 1)],
      ['less than is called for', 'truncated', () => inflate(packed, size + 1)],
      ['not zlib', 'damaged', () => inflate(concatBytes([Uint8Array.of(9), packed]))],
    ])('with %s are %s', async (_what, code, work) => {
      expect(await errorCodeOf(work())).toBe(code);
    });

    it('throw on what the user of the pieces throws', async () => {
      const failing = inflateInPieces(packed, exactly(size), text('Strip {0}', 0), () => {
        throw new Error('enough');
      });
      await expect(failing).rejects.toThrow('enough');
    });
  });
}
