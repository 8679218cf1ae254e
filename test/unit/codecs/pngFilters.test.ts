import { describe, expect, test } from 'vitest';
import { applyFilter, undoFilter } from '../../../src/core/codecs/png/filters';
import { undoFilterFast } from '../../../src/core/codecs/png/simdFilters';
import { createRandom } from '../../../src/core/denoise/random';

const pixelLengths = [1, 2, 3, 4, 6, 8];
const random = createRandom(11);

/** Half of them noise, half of them a slope, so that every branch of the predictors is taken. */
function randomRow(length: number): Uint8Array {
  const slope = random.integer(2) * 3;
  return Uint8Array.from({ length }, (_, i) => (slope ? (i * slope) / 8 + random.integer(16) : random.integer(256)));
}

describe('undoing a row filter with SIMD', () => {
  test('is at work here', () => {
    expect(undoFilterFast).not.toBe(undoFilter);
  });

  for (const type of [0, 1, 2, 3, 4]) {
    test(`gives back what filter ${type} was applied to, as the plain code does`, () => {
      for (const distance of pixelLengths) {
        for (const pixels of [1, 7, 64, 333, 24576 / distance, 24576 / distance + 5, 70000]) {
          const length = distance * pixels;
          const original = randomRow(length);
          const above = randomRow(length);
          const filtered = new Uint8Array(length);
          applyFilter(type, original, above, distance, filtered);
          const fast = new Uint8Array(length);
          undoFilterFast(type, filtered, above, distance, fast);
          expect(Buffer.compare(fast, original)).toBe(0);
          undoFilter(type, filtered, above, distance, fast);
          expect(Buffer.compare(fast, original)).toBe(0);
        }
      }
    });
  }

  test('starts every row with zeros, whatever the row before was', () => {
    const row = new Uint8Array(96).fill(1);
    const out = new Uint8Array(96);
    undoFilterFast(4, new Uint8Array(96).fill(255), new Uint8Array(96).fill(255), 3, out);
    undoFilterFast(1, row, row, 3, out);
    expect([...out.subarray(0, 6)]).toEqual([1, 1, 1, 2, 2, 2]);
  });

  test('refuses a filter that does not exist', () => {
    const row = new Uint8Array(96);
    expect(() => undoFilterFast(5, row, row, 3, row)).toThrow('filter type 5');
  });
});
