/** Whether this machine keeps the low byte of a number first. */
export const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Reverses the bytes of every number in place.
 * @param bytes starts at a multiple of `size` in its buffer and holds whole numbers.
 * @param size bytes a number: 1, 2, 4 or 8.
 */
export function swapByteOrder(bytes: Uint8Array, size: number): void {
  if (size === 2) {
    const values = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    copySwapped(values, values);
  } else if (size >= 4) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
    }
    if (size === 8) swapWords(words);
  }
}

/**
 * Copies 16-bit numbers between the byte order of this machine and big-endian, which is the same step both ways.
 */
export function copyBigEndian(from: Uint16Array, to: Uint16Array, toStart = 0): void {
  if (hostIsLittleEndian) copySwapped(from, to.subarray(toStart, toStart + from.length));
  else to.set(from, toStart);
}

/** Copies numbers with their bytes reversed, two at a time where both sides start at a whole word. */
function copySwapped(from: Uint16Array, to: Uint16Array): void {
  let i = 0;
  if (from.byteOffset % 4 === 0 && to.byteOffset % 4 === 0) {
    const pairs = new Uint32Array(from.buffer, from.byteOffset, from.length >> 1);
    const swapped = new Uint32Array(to.buffer, to.byteOffset, pairs.length);
    for (; i < pairs.length; i++) {
      const pair = pairs[i]!;
      swapped[i] = ((pair & 0x00ff00ff) << 8) | ((pair >>> 8) & 0x00ff00ff);
    }
    i *= 2;
  }
  for (; i < from.length; i++) {
    const value = from[i]!;
    to[i] = (value << 8) | (value >>> 8);
  }
}

function swapWords(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const first = words[i]!;
    words[i] = words[i + 1]!;
    words[i + 1] = first;
  }
}
