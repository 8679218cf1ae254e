import { nodeZlib } from '../nodeZlib';

/** tables[k][n]: the CRC register after the byte n and k zero bytes, so that eight bytes can be looked up at once. */
const tables = Array.from({ length: 8 }, () => new Int32Array(256));
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  tables[0]![n] = c;
}
for (let k = 1; k < 8; k++) {
  for (let n = 0; n < 256; n++) {
    const c = tables[k - 1]![n]!;
    tables[k]![n] = tables[0]![c & 0xff]! ^ (c >>> 8);
  }
}
const [after0, after1, after2, after3, after4, after5, after6, after7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** The CRC-32 of bytes [start, end) as PNG defines it (PNG annex D), as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return nodeZlib?.crc32?.(bytes.subarray(start, end)) ?? crc32ByTables(bytes, start, end);
}

/** As crc32, wherever there is no Node. */
export function crc32ByTables(bytes: Uint8Array, start: number, end: number): number {
  let c = -1;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    c =
      after7[c & 0xff]! ^
      after6[(c >>> 8) & 0xff]! ^
      after5[(c >>> 16) & 0xff]! ^
      after4[c >>> 24]! ^
      after3[bytes[i + 4]!]! ^
      after2[bytes[i + 5]!]! ^
      after1[bytes[i + 6]!]! ^
      after0[bytes[i + 7]!]!;
  }
  for (; i < end; i++) c = after0[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return ~c >>> 0;
}
