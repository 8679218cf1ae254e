import { DenoiseError } from '../../errors';
import { text } from '../../text';

/**
 * PNG's row filters (PNG section 9). A byte is predicted from the one `distance` bytes (a pixel, at least 1) to its left,
 * the one above, and the one above to the left; bytes outside of the image count as 0.
 */

/**
 * The predictor nearest to left + above - aboveLeft (PNG section 9.4), told by where 3 aboveLeft - left - above lies to
 * the smaller and the larger of left and above. Without branches, which noise would have the processor guess wrong half
 * of the time: a shift by 31 turns negative numbers into a mask of ones, others into 0.
 */
function paeth(left: number, above: number, aboveLeft: number): number {
  const difference = left - above;
  const negative = difference & (difference >> 31);
  const smaller = above + negative;
  const larger = left - negative;
  const threshold = 3 * aboveLeft - left - above;
  const inner = smaller ^ ((smaller ^ aboveLeft) & ((threshold - larger) >> 31));
  return larger ^ ((larger ^ inner) & ((smaller - threshold) >> 31));
}

function absolute(value: number): number {
  const sign = value >> 31;
  return (value ^ sign) - sign;
}

/**
 * Undoes the filter of a row; `out` has the row's length. `above` is the row above, already undone, or zeros.
 * Throws `damaged` on a filter type that does not exist.
 */
export function undoFilter(type: number, row: Uint8Array, above: Uint8Array, distance: number, out: Uint8Array): void {
  const length = row.length;
  const first = Math.min(distance, length);
  switch (type) {
    case 0:
      out.set(row);
      return;
    case 1:
      for (let i = 0; i < first; i++) out[i] = row[i]!;
      for (let i = first; i < length; i++) out[i] = row[i]! + out[i - distance]!;
      return;
    case 2:
      for (let i = 0; i < length; i++) out[i] = row[i]! + above[i]!;
      return;
    case 3:
      for (let i = 0; i < first; i++) out[i] = row[i]! + (above[i]! >> 1);
      for (let i = first; i < length; i++) out[i] = row[i]! + ((out[i - distance]! + above[i]!) >> 1);
      return;
    case 4:
      for (let i = 0; i < first; i++) out[i] = row[i]! + above[i]!;
      for (let i = first; i < length; i++) {
        out[i] = row[i]! + paeth(out[i - distance]!, above[i]!, above[i - distance]!);
      }
      return;
    default:
      throw new DenoiseError(
        'damaged',
        text('A row of the PNG image has filter type {0}, which does not exist.', type),
      );
  }
}

/** Applies a filter to a row; `out` has the row's length. */
export function applyFilter(type: number, row: Uint8Array, above: Uint8Array, distance: number, out: Uint8Array): void {
  const length = row.length;
  const first = Math.min(distance, length);
  switch (type) {
    case 0:
      out.set(row);
      return;
    case 1:
      for (let i = 0; i < first; i++) out[i] = row[i]!;
      for (let i = first; i < length; i++) out[i] = row[i]! - row[i - distance]!;
      return;
    case 2:
      for (let i = 0; i < length; i++) out[i] = row[i]! - above[i]!;
      return;
    case 3:
      for (let i = 0; i < first; i++) out[i] = row[i]! - (above[i]! >> 1);
      for (let i = first; i < length; i++) out[i] = row[i]! - ((row[i - distance]! + above[i]!) >> 1);
      return;
    case 4:
      for (let i = 0; i < first; i++) out[i] = row[i]! - above[i]!;
      for (let i = first; i < length; i++) {
        out[i] = row[i]! - paeth(row[i - distance]!, above[i]!, above[i - distance]!);
      }
  }
}

/** Of long rows, one pixel in this many tells the filters apart as well as all do. */
const sampledPixels = 4;
const longRow = 2048;

/** |value| of a difference of bytes that wraps around, taken as signed. */
function distanceFromZero(difference: number): number {
  return absolute((difference << 24) >> 24);
}

/** The filter type with the minimum sum of absolute differences (PNG section 12.7). */
export function chooseFilter(row: Uint8Array, above: Uint8Array, distance: number): number {
  const stride = distance * (row.length >= longRow ? sampledPixels : 1);
  let none = 0;
  let sub = 0;
  let up = 0;
  let average = 0;
  let byPaeth = 0;
  for (let pixel = distance; pixel + distance <= row.length; pixel += stride) {
    for (let i = pixel; i < pixel + distance; i++) {
      const value = row[i]!;
      const left = row[i - distance]!;
      const over = above[i]!;
      none += distanceFromZero(value);
      sub += distanceFromZero(value - left);
      up += distanceFromZero(value - over);
      average += distanceFromZero(value - ((left + over) >> 1));
      byPaeth += distanceFromZero(value - paeth(left, over, above[i - distance]!));
    }
  }
  const sums = [none, sub, up, average, byPaeth];
  return sums.indexOf(Math.min(...sums));
}
