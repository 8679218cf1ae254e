import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLzw, encodeLzw, isOldLzw } from '../../../src/core/codecs/tiff/lzw';
import { decodePackBits, encodePackBits } from '../../../src/core/codecs/tiff/packBits';
import { createRandom } from '../../../src/core/denoise/random';
import { text } from '../../../src/core/text';
import { encodeOldLzw } from './oldLzw';

const strip = text('Strip {0}', 0);

/** Bytes with runs and repeats, as images have them. */
const content = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 300 })), { maxLength: 60 })
  .map((runs) => Uint8Array.from(runs.flatMap(([byte, length]) => Array<number>(length).fill(byte))));

describe('LZW', () => {
  const roundTrip = (bytes: Uint8Array) => {
    const out = new Uint8Array(bytes.length);
    expect(decodeLzw(encodeLzw(bytes), out, strip)).toEqual({ length: bytes.length, trailing: 0 });
    expect(out).toEqual(bytes);
  };

  it('gives back what was encoded', () => {
    fc.assert(fc.property(content, roundTrip), { seed: 1, numRuns: 200 });
  });

  it('gives back noise of any length around the points where the codes widen and the table fills', () => {
    const random = createRandom(3);
    const noise = Uint8Array.from({ length: 8200 }, () => random.integer(256));
    for (const length of [253, 254, 255, 256, 765, 766, 767, 1789, 1790, 3835, 3836, 3837, 3838, 7671, 8200]) {
      roundTrip(noise.subarray(0, length));
    }
  });
});

describe('LZW of before TIFF 5', () => {
  const roundTrip = (bytes: Uint8Array) => {
    const out = new Uint8Array(bytes.length);
    const packed = encodeOldLzw(bytes);
    expect(isOldLzw(packed)).toBe(true);
    expect(decodeLzw(packed, out, strip)).toEqual({ length: bytes.length, trailing: 0 });
    expect(out).toEqual(bytes);
  };

  it('gives back what was encoded', () => {
    fc.assert(fc.property(content, roundTrip), { seed: 3, numRuns: 200 });
  });

  it('gives back noise of any length around the points where the codes widen and the table fills', () => {
    const random = createRandom(4);
    const noise = Uint8Array.from({ length: 8200 }, () => random.integer(256));
    for (const length of [253, 254, 255, 256, 257, 766, 767, 768, 1790, 1791, 3836, 3837, 3838, 3839, 8200]) {
      roundTrip(noise.subarray(0, length));
    }
  });
});

describe('PackBits', () => {
  it('gives back what was encoded, row by row', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 400 }), (bytes, rowLength) => {
        const out = new Uint8Array(bytes.length);
        expect(decodePackBits(encodePackBits(bytes, rowLength), out)).toEqual({ length: bytes.length });
        expect(out).toEqual(bytes);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it("decodes the example of Apple's Technical Note 1023", () => {
    const packed = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
    const out = new Uint8Array(24);
    expect(decodePackBits(Uint8Array.from(packed), out)).toEqual({ length: 24 });
    expect(Buffer.from(out).toString('hex')).toBe('aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa');
  });
});
