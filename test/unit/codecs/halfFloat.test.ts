import { describe, expect, it } from 'vitest';
import { halfToNumber, numberToHalf } from '../../../src/core/image/halfFloat';

describe('half-precision floats', () => {
  it('give back the bits of every number', () => {
    const all = Array.from({ length: 65536 }, (_, bits) => bits);
    const changed = all.filter((bits) => numberToHalf(halfToNumber(bits)) !== bits);
    expect(changed.filter((bits) => !Number.isNaN(halfToNumber(bits)))).toEqual([]);
    expect(halfToNumber(numberToHalf(Number.NaN))).toBeNaN();
  });

  it('round to the nearest, halfway cases to the even fraction', () => {
    const step = 2 ** -10;
    expect(halfToNumber(numberToHalf(1 + 0.4 * step))).toBe(1);
    expect(halfToNumber(numberToHalf(1 + 0.5 * step))).toBe(1);
    expect(halfToNumber(numberToHalf(1 + 1.5 * step))).toBe(1 + 2 * step);
    expect(halfToNumber(numberToHalf(2 - 0.1 * step))).toBe(2);
    expect(numberToHalf(65519)).toBe(0x7bff);
    expect(halfToNumber(numberToHalf(65520))).toBe(Number.POSITIVE_INFINITY);
  });
});
