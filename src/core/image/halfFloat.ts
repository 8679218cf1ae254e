import { roundHalfEven } from './rounding';

/** IEEE 754 half precision: a sign bit, 5 bits of exponent (bias 15), 10 bits of fraction. */

const smallestNormal = 2 ** -14;
const subnormalUnit = 2 ** -24;
const largest = 65504;

/** The value of a half's bits. Every half is a single-precision number too. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * subnormalUnit : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of the nearest half, halfway cases to the even one; what is too large becomes infinite. */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= largest + 16) return sign | 0x7c00;
  if (size < smallestNormal) return sign | roundHalfEven(size / subnormalUnit);
  const exponent = Math.floor(Math.log2(size));
  // A fraction that rounds up to 1024 carries into the exponent, which is what it should do.
  const fraction = roundHalfEven((size / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + fraction);
}
