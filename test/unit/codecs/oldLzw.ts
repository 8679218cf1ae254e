/**
 * LZW as it was before TIFF 5 and as libtiff's LZWDecodeCompat reads it: the first bit of a code in the least significant
 * place, the width growing when a code needs it. Checked with libtiff 4.5.
 */
export function encodeOldLzw(content: Uint8Array): Uint8Array {
  const bits: number[] = [];
  let width = 9;
  let free = 258;
  let codes = new Map<string, number>();
  const write = (code: number) => {
    for (let bit = 0; bit < width; bit++) bits.push((code >> bit) & 1);
  };
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : codes.get(text)!);
  const clear = () => {
    write(256);
    width = 9;
    free = 258;
    codes = new Map();
  };
  const added = () => {
    free++;
    // The reader is one string behind.
    if (free > 2 ** width && width < 12) width++;
  };
  clear();
  let string = '';
  for (const byte of content) {
    const longer = string + String.fromCharCode(byte);
    if (longer.length === 1 || codes.has(longer)) {
      string = longer;
      continue;
    }
    write(codeOf(string));
    codes.set(longer, free);
    added();
    if (free === 4095) clear();
    string = String.fromCharCode(byte);
  }
  if (string) {
    write(codeOf(string));
    added();
  }
  write(257);
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) packed[i >> 3]! |= bit << (i & 7);
  return packed;
}
