/** Halves of the table for the polynomial of ECMA-182, reflected. */
const high = new Int32Array(256);
const low = new Int32Array(256);
for (let n = 0; n < 256; n++) {
  let h = 0;
  let l = n;
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = l & 1;
    l = (l >>> 1) | (h << 31);
    h >>>= 1;
    if (isOdd) {
      h ^= 0xc96c5795;
      l ^= 0xd7870f42;
    }
  }
  high[n] = h;
  low[n] = l;
}

/** The CRC-64 of .xz files (xz file format, section 6), as its lower and its upper 32 bits, unsigned. */
export function crc64(bytes: Uint8Array): readonly [low: number, high: number] {
  let h = -1;
  let l = -1;
  for (let i = 0; i < bytes.length; i++) {
    const n = (l ^ bytes[i]!) & 0xff;
    l = ((l >>> 8) | (h << 24)) ^ low[n]!;
    h = (h >>> 8) ^ high[n]!;
  }
  return [~l >>> 0, ~h >>> 0];
}
