const fractionBits = 16;
const half = 1 << (fractionBits - 1);
const fixed = (value: number) => Math.round(value * 2 ** fractionBits);

/** By Cr: what to add to red. */
const redOfCr = Int32Array.from({ length: 256 }, (_, cr) => (fixed(1.402) * (cr - 128) + half) >> fractionBits);
/** By Cb: what to add to blue. */
const blueOfCb = Int32Array.from({ length: 256 }, (_, cb) => (fixed(1.772) * (cb - 128) + half) >> fractionBits);
const greenOfCr = Int32Array.from({ length: 256 }, (_, cr) => -fixed(0.71414) * (cr - 128));
const greenOfCb = Int32Array.from({ length: 256 }, (_, cb) => -fixed(0.34414) * (cb - 128) + half);

/**
 * Converts JPEG's YCbCr (JFIF 1.02: Rec. 601, all of 0 to 255) to RGB in place: three samples a pixel. The integers and
 * the rounding are those of libjpeg.
 */
export function yccToRgb(pixels: Uint8ClampedArray): void {
  for (let i = 0; i < pixels.length; i += 3) {
    const y = pixels[i]!;
    const cb = pixels[i + 1]!;
    const cr = pixels[i + 2]!;
    pixels[i] = y + redOfCr[cr]!;
    pixels[i + 1] = y + ((greenOfCb[cb]! + greenOfCr[cr]!) >> fractionBits);
    pixels[i + 2] = y + blueOfCb[cb]!;
  }
}
