import { DenoiseError } from '../../errors';

/**
 * PNG's row filters (PNG section 9). A byte is predicted from the one `distance` bytes (a pixel, at least 1) to its left,
 * the one above, and the one above to the left; bytes outside of the image count as 0.
 */

/** The predictor nearest to left + above - aboveLeft (PNG section 9.4). */
function paeth(left: number, above: number, aboveLeft: number): number {
  const estimate = left + above - aboveLeft;
  const toLeft = Math.abs(estimate - left);
  const toAbove = Math.abs(estimate - above);
  const toAboveLeft = Math.abs(estimate - aboveLeft);
  if (toLeft <= toAbove && toLeft <= toAboveLeft) return left;
  return toAbove <= toAboveLeft ? above : aboveLeft;
}

/**
 * Undoes the filter of a row in place. `above` is the row above, already undone, or zeros.
 * Throws `damaged` on a filter type that does not exist.
 */
export function undoFilter(type: number, row: Uint8Array, above: Uint8Array, distance: number): void {
  const length = row.length;
  const first = Math.min(distance, length);
  switch (type) {
    case 0:
      return;
    case 1:
      for (let i = distance; i < length; i++) row[i]! += row[i - distance]!;
      return;
    case 2:
      for (let i = 0; i < length; i++) row[i]! += above[i]!;
      return;
    case 3:
      for (let i = 0; i < first; i++) row[i]! += above[i]! >> 1;
      for (let i = first; i < length; i++) row[i]! += (row[i - distance]! + above[i]!) >> 1;
      return;
    case 4:
      for (let i = 0; i < first; i++) row[i]! += above[i]!;
      for (let i = first; i < length; i++) {
        row[i]! += paeth(row[i - distance]!, above[i]!, above[i - distance]!);
      }
      return;
    default:
      throw new DenoiseError('damaged', `A row of the PNG image has filter type ${type}, which does not exist.`);
  }
}

/** Applies a filter to a row. */
function applyFilter(type: number, row: Uint8Array, above: Uint8Array, distance: number, out: Uint8Array): void {
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

/** Sum of the bytes' distances from 0, taken as signed: small when the row will compress well. */
function sumOfDistances(filtered: Int8Array): number {
  let sum = 0;
  for (let i = 0; i < filtered.length; i++) {
    // |value| without a branch, which noise would have the processor guess wrong half of the time.
    const value = filtered[i]!;
    const sign = value >> 31;
    sum += (value ^ sign) - sign;
  }
  return sum;
}

/** Filters rows by the minimum sum of absolute differences (PNG section 12.7). */
export class AdaptiveFilter {
  readonly #candidate: Uint8Array;
  readonly #signedCandidate: Int8Array;

  constructor(rowLength: number) {
    const memory = new ArrayBuffer(rowLength);
    this.#candidate = new Uint8Array(memory);
    this.#signedCandidate = new Int8Array(memory);
  }

  /** Writes the filter type and the filtered row to `out`, whose length is one more than the row's. */
  filter(row: Uint8Array, above: Uint8Array, distance: number, out: Uint8Array): void {
    const best = out.subarray(1);
    let bestSum = Number.POSITIVE_INFINITY;
    for (let type = 0; type <= 4; type++) {
      applyFilter(type, row, above, distance, this.#candidate);
      const sum = sumOfDistances(this.#signedCandidate);
      if (sum >= bestSum) continue;
      bestSum = sum;
      out[0] = type;
      best.set(this.#candidate);
    }
  }
}
