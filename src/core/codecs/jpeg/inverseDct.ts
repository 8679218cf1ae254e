const constantBits = 13;
/** Bits of fraction that the columns keep for the rows. */
const columnBits = 2;
const fixed = (value: number) => Math.round(value * 2 ** constantBits);

const c0298 = fixed(0.298631336);
const c0390 = fixed(0.39018064);
const c0541 = fixed(0.5411961);
const c0765 = fixed(0.765366865);
const c0899 = fixed(0.899976223);
const c1175 = fixed(1.175875602);
const c1501 = fixed(1.50132111);
const c1847 = fixed(1.847759065);
const c1961 = fixed(1.96157056);
const c2053 = fixed(2.053119869);
const c2562 = fixed(2.562915447);
const c3072 = fixed(3.072711026);

const work = new Int32Array(64);

/**
 * The inverse cosine transform of a block of 8 x 8 coefficients, as 8-bit samples around 128.
 *
 * Loeffler, Ligtenberg & Moschytz, "Practical Fast 1-D DCT Algorithms with 11 Multiplications" (1989), with integers of 13
 * bits of fraction: the same steps and rounding as the "islow" method of libjpeg, its default, so that the samples are the
 * same as those of readers built on it.
 * @param coefficients row by row; begin at `from`.
 * @param quantisation what to multiply them by, row by row.
 * @param out takes rows of 8 samples, `stride` apart, from `to` on.
 */
export function inverseDct(
  coefficients: Int16Array,
  from: number,
  quantisation: Uint16Array,
  out: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  let largestPlace = 0;
  for (let i = 0; i < 64; i++) {
    const coefficient = coefficients[from + i]!;
    if (coefficient !== 0) largestPlace = i;
    work[i] = coefficient * quantisation[i]!;
  }
  if (largestPlace === 0) {
    // Blocks of one value are common, and need the rounding only.
    const value = ((work[0]! * 4 + 16) >> 5) + 128;
    for (let y = 0; y < 8; y++) out.fill(value, to + y * stride, to + y * stride + 8);
    return;
  }
  for (let column = 0; column < 8; column++) transform(column, 8, constantBits - columnBits);
  // Three more bits: the transform in two directions makes values eight times too large.
  for (let row = 0; row < 8; row++) transform(row * 8, 1, constantBits + columnBits + 3);
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) out[to + y * stride + x] = work[y * 8 + x]! + 128;
  }
}

/** Transforms eight values of `work` in place: at `first` and every `step` on. Drops `bits` bits of the result. */
function transform(first: number, step: number, bits: number): void {
  const half = 1 << (bits - 1);
  const in0 = work[first]!;
  const in1 = work[first + step]!;
  const in2 = work[first + 2 * step]!;
  const in3 = work[first + 3 * step]!;
  const in4 = work[first + 4 * step]!;
  const in5 = work[first + 5 * step]!;
  const in6 = work[first + 6 * step]!;
  const in7 = work[first + 7 * step]!;

  // In 32 bits, which wrap around where the data are damaged; numbers of 64 would take three times as long.
  const rotated = Math.imul(in2 + in6, c0541);
  const even2 = (rotated - Math.imul(in6, c1847)) | 0;
  const even3 = (rotated + Math.imul(in2, c0765)) | 0;
  const even0 = (((in0 + in4) << constantBits) + half) | 0;
  const even1 = (((in0 - in4) << constantBits) + half) | 0;
  const sum0 = (even0 + even3) | 0;
  const sum3 = (even0 - even3) | 0;
  const sum1 = (even1 + even2) | 0;
  const sum2 = (even1 - even2) | 0;

  const all = Math.imul((in7 + in3 + in5 + in1) | 0, c1175);
  const pair71 = Math.imul(in7 + in1, -c0899);
  const pair53 = Math.imul(in5 + in3, -c2562);
  const pair73 = (Math.imul(in7 + in3, -c1961) + all) | 0;
  const pair51 = (Math.imul(in5 + in1, -c0390) + all) | 0;
  const odd0 = (Math.imul(in7, c0298) + pair71 + pair73) | 0;
  const odd1 = (Math.imul(in5, c2053) + pair53 + pair51) | 0;
  const odd2 = (Math.imul(in3, c3072) + pair53 + pair73) | 0;
  const odd3 = (Math.imul(in1, c1501) + pair71 + pair51) | 0;

  work[first] = (sum0 + odd3) >> bits;
  work[first + 7 * step] = (sum0 - odd3) >> bits;
  work[first + step] = (sum1 + odd2) >> bits;
  work[first + 6 * step] = (sum1 - odd2) >> bits;
  work[first + 2 * step] = (sum2 + odd1) >> bits;
  work[first + 5 * step] = (sum2 - odd1) >> bits;
  work[first + 3 * step] = (sum3 + odd0) >> bits;
  work[first + 4 * step] = (sum3 - odd0) >> bits;
}
