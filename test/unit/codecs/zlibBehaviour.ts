import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Notes } from '../../../src/core/codecs/notes';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { deflateZlib, inflateInPieces, inflateZlib } from '../../../src/core/codecs/zlib';
import { createRandom } from '../../../src/core/denoise/random';
import { inEnglish, text } from '../../../src/core/text';
import { errorCodeOf } from './fixtures';

const random = createRandom(9);
const noise = (length: number) => Uint8Array.from({ length }, () => random.integer(60));
/** Faster than a matcher that looks for what differs. */
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const exactly = (size: number) => ({ min: size, max: size });

/** What must hold whichever way streams are inflated. */
export function describeZlib(where: string): void {
  // Short contents take another way through the code than long ones.
  describe.each([1000, 400_000])(`zlib streams of %i bytes, ${where}`, (size) => {
    const content = noise(size);
    const packed = zlibSync(content);
    const strip = text('Strip {0}', 0);
    const inflate = (data: Uint8Array, count = size, notes = new Notes()) =>
      inflateZlib(data, exactly(count), strip, notes);

    it('give back what was compressed, in pieces or as a whole', async () => {
      const halves = [content.subarray(0, size / 4), content.subarray(size / 4)];
      const compressed = await deflateZlib(halves, size);
      expect(await inflate(compressed)).toEqual(content);
      const pieces: Uint8Array[] = [];
      await inflateInPieces(compressed, exactly(size), strip, new Notes(), (piece) => pieces.push(piece.slice()));
      expect(concatBytes(pieces)).toEqual(content);
    });

    it('may have padding after them', async () => {
      expect(await inflate(concatBytes([packed, new Uint8Array(3)]))).toEqual(content);
    });

    it.each([
      ['zeros', new Uint8Array(40)],
      ['noise', noise(30_000)],
      ['another stream', packed],
    ])('may have %s after them, which is noted', async (_what, after) => {
      const notes = new Notes();
      expect(isSame(await inflate(concatBytes([packed, after]), size, notes), content)).toBe(true);
      // Node's streams pass over it; those of browsers are to fail (Compression Streams, section 5).
      if (where === 'in browsers' && size > 200_000) return;
      expect(notes.all().map(inEnglish)).toEqual([
        `Strip 0 has ${after.length} bytes after the end of its compressed data: they are left out.`,
      ]);
    });

    it('may hold more than is called for, which is noted, whatever comes after it', async () => {
      const more = zlibSync(concatBytes([content, noise(300_000)]));
      for (const [data, length] of [
        [packed, size - 1],
        [packed, 1],
        [more, size],
        [more.subarray(0, -100), size],
      ] as const) {
        const notes = new Notes();
        expect(isSame(await inflate(data, length, notes), content.subarray(0, length))).toBe(true);
        expect(notes.all().map(inEnglish)).toEqual([
          `Strip 0 holds more than the ${length} bytes that belong to the image: the rest is left out.`,
        ]);
      }
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
      ['less than is called for', 'truncated', () => inflate(packed, size + 1)],
      ['not zlib', 'damaged', () => inflate(concatBytes([Uint8Array.of(9), packed]))],
    ])('with %s are %s', async (_what, code, work) => {
      expect(await errorCodeOf(work())).toBe(code);
    });

    it('throw on what the user of the pieces throws', async () => {
      const failing = inflateInPieces(packed, exactly(size), strip, new Notes(), () => {
        throw new Error('enough');
      });
      await expect(failing).rejects.toThrow('enough');
    });
  });
}
