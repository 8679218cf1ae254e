/** Largest run of bytes after which the second sum still fits 32 bits (RFC 1950's reference code uses the same bound). */
const runLength = 5552;
const modulus = 65521;

/** The Adler-32 checksum of RFC 1950, as an unsigned 32-bit number. */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length; start += runLength) {
    const end = Math.min(start + runLength, bytes.length);
    for (let i = start; i < end; i++) {
      a += bytes[i]!;
      b += a;
    }
    a %= modulus;
    b %= modulus;
  }
  return b * 65536 + a;
}
