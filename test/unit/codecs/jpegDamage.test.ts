import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { decodeJpeg } from '../../../src/core/codecs/tiff/jpeg';
import { DenoiseError } from '../../../src/core/errors';
import { text } from '../../../src/core/text';
import { flipBits } from './damage';
import { readFixture } from './fixtures';

const names = ['ycc-2x2-strips', 'ycc-2x1-strips', 'ycc-1x2-tiles', 'cmyk-marked', 'grey', 'tiles'];

/** The code that reading page 0 ends with, or 'read'. Anything else than damage that is named is thrown on. */
async function readingOf(bytes: Uint8Array): Promise<string> {
  try {
    await (await openImage(bytes, { maxPixels: 1e6 })).readPage(0);
    return 'read';
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError) || thrown.code === 'internal') throw thrown;
    return thrown.code;
  }
}

/** Where the JPEG data of the first strip or tile lie, which is right behind the header of the files. */
function jpegStart(bytes: Uint8Array): number {
  const start = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xd8);
  expect(start).toBeGreaterThan(0);
  return start;
}

describe('damaged JPEG data', () => {
  it('are read or refused with a reason, whatever bits are wrong', async () => {
    const flips = fc.array(fc.tuple(fc.nat(1500), fc.nat(7)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), flips, async (name, places) => {
        const source = readFixture(`tiff/jpeg-${name}.tif`);
        const start = jpegStart(source);
        const damaged = flipBits(
          source,
          places.map(([place, bit]) => [start + place, bit]),
        );
        expect(['read', 'damaged', 'truncated', 'unsupported', 'too-large']).toContain(await readingOf(damaged));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('are told from whole ones wherever they end', () => {
    const data = narrowPicture();
    const whole = new Uint8Array(3 * 21 * 3);
    expect(decodeJpeg(data, narrow, 3, whole, text('Strip {0}', 0))).toBe(whole.length);
    // Without the mark of the end nothing is missing.
    for (let length = 0; length <= data.length - 4; length++) {
      expect(errorOf(data.subarray(0, length)).code, `${length} bytes`).toMatch(/^(damaged|truncated)$/);
    }
  });

  it.each<[string, RegExp, string, (data: Uint8Array) => void]>([
    ['12 bits a sample', /12 bits a sample/, 'unsupported', inFrame(4, 12)],
    ['lossless coding', /lossless JPEG/, 'unsupported', inFrame(1, 0xc3)],
    ['arithmetic coding', /arithmetic coding/, 'unsupported', inFrame(1, 0xc9)],
    ['another width', /4 columns and 21 rows/, 'damaged', inFrame(8, 4)],
    ['other channels', /1 channels instead of 3/, 'damaged', inFrame(9, 1)],
    ['no rows', /3 columns and 0 rows/, 'damaged', inFrame(5, 0, 0)],
    ['no Huffman tables', /lacks a table/, 'damaged', (data) => replaceMarkers(data, 0xc4, 0xfe)],
    ['no quantisation tables', /lacks a table/, 'damaged', (data) => replaceMarkers(data, 0xdb, 0xfe)],
    ['no picture', /data come before its header/, 'damaged', (data) => replaceMarkers(data, 0xc0, 0xfe)],
  ])('say what is wrong: %s', (_, message, code, damage) => {
    const data = narrowPicture().slice();
    damage(data);
    const error = errorOf(data);
    expect(error.message).toMatch(/^Strip 0 /);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });
});

const narrow = { tables: undefined, isYCbCr: true, channels: 3 };

/** A picture of 3 x 21 pixels. */
function narrowPicture(): Uint8Array {
  const source = readFixture('tiff/jpeg-ycc-narrow.tif');
  const start = jpegStart(source);
  return source.subarray(
    start,
    source.findIndex((byte, i) => i > start && byte === 0xff && source[i + 1] === 0xd9) + 2,
  );
}

function errorOf(data: Uint8Array): DenoiseError {
  try {
    decodeJpeg(data, narrow, 3, new Uint8Array(3 * 21 * 3), text('Strip {0}', 0));
  } catch (thrown) {
    if (thrown instanceof DenoiseError) return thrown;
    throw thrown;
  }
  throw new Error(`${data.length} bytes of the picture were read without an error`);
}

function frameAt(data: Uint8Array): number {
  return data.findIndex((byte, i) => byte === 0xff && data[i + 1] === 0xc0);
}

/** Sets bytes of the header of the picture, counted from its marker. */
function inFrame(place: number, ...bytes: number[]): (data: Uint8Array) => void {
  return (data) => data.set(bytes, frameAt(data) + place);
}

function replaceMarkers(data: Uint8Array, marker: number, by: number): void {
  for (let i = 0; i + 1 < data.length; i++) if (data[i] === 0xff && data[i + 1] === marker) data[i + 1] = by;
}
