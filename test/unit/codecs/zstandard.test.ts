import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { decodeZstandard, encodeZstandard } from '../../../src/core/codecs/tiff/zstandard';
import { createRandom } from '../../../src/core/denoise/random';
import { text } from '../../../src/core/text';
import { errorCodeOf } from './fixtures';

const random = createRandom(4);
const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i >> 9) + random.integer(8));
const frame = await encodeZstandard(content);

const decode = async (data: Uint8Array, length = content.length) => {
  const out = new Uint8Array(length);
  return out.subarray(0, decodeZstandard(data, out, text('Strip {0}', 0)).length);
};

/** The start of a frame: magic number, descriptor, and what the descriptor calls for. */
const frameStart = (...bytes: number[]) => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, ...bytes);

describe('Zstandard', () => {
  it('gives back what was compressed, whatever follows', async () => {
    expect(frame.length).toBeLessThan(content.length);
    expect(await decode(frame)).toEqual(content);
    expect(await decode(concatBytes([frame, new Uint8Array(3)]))).toEqual(content);
  });

  it('gives back what there is room for of a longer frame', async () => {
    expect(await decode(frame, 1000)).toEqual(content.subarray(0, 1000));
    expect(decodeZstandard(frame, new Uint8Array(1000), text('Strip {0}', 0)).isMore).toBe(true);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['a cut-off frame', 'truncated', () => decode(frame.subarray(0, -9))],
    ['no frame', 'damaged', () => decode(new Uint8Array(20))],
    ['a block of a type that does not exist', 'damaged', () => decode(frameStart(0, 0, 7, 0, 0))],
    ['a huge window', 'unsupported', () => decode(frameStart(0, 0xff, 1, 0, 0))],
    ['a huge content in one segment', 'unsupported', () => decode(frameStart(0xa0, 0, 0, 0, 0x7f, 1, 0, 0))],
    ['a dictionary', 'unsupported', () => decode(frameStart(1, 0, 9, 1, 0, 0))],
  ])('refuses %s as %s', async (_what, code, work) => {
    expect(await errorCodeOf(work())).toBe(code);
  });
});
