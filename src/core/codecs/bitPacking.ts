/**
 * Samples of 1 to 16 bits packed without gaps, the first in the most significant bits (PNG section 7.2, TIFF 6.0
 * page 29). Rows start on a byte of their own.
 */

/** Bytes that a row of `count` samples takes. */
export function packedLength(count: number, bitDepth: number): number {
  return Math.ceil((count * bitDepth) / 8);
}

/** Reads `count` samples of `bitDepth` bits from `packed` at `start` into `samples` at `sampleStart`. */
export function unpackBits(
  packed: Uint8Array,
  start: number,
  bitDepth: number,
  count: number,
  samples: Uint8Array | Uint16Array,
  sampleStart: number,
): void {
  const mask = (1 << bitDepth) - 1;
  let held = 0;
  let heldBits = 0;
  let next = start;
  for (let i = 0; i < count; i++) {
    while (heldBits < bitDepth) {
      held = (held << 8) | packed[next++]!;
      heldBits += 8;
    }
    heldBits -= bitDepth;
    samples[sampleStart + i] = (held >>> heldBits) & mask;
    held &= (1 << heldBits) - 1;
  }
}

/** Writes `count` samples of `bitDepth` bits into `packed` at `start`; the unused bits of the last byte are 0. */
export function packBits(
  samples: Uint8Array | Uint16Array,
  sampleStart: number,
  bitDepth: number,
  count: number,
  packed: Uint8Array,
  start: number,
): void {
  let held = 0;
  let heldBits = 0;
  let next = start;
  for (let i = 0; i < count; i++) {
    held = (held << bitDepth) | samples[sampleStart + i]!;
    heldBits += bitDepth;
    while (heldBits >= 8) {
      heldBits -= 8;
      packed[next++] = held >>> heldBits;
      held &= (1 << heldBits) - 1;
    }
  }
  if (heldBits > 0) packed[next] = held << (8 - heldBits);
}
