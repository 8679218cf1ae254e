import { multiplyAdd } from '../../engines/assembly/vectors';

/*
 * The orthonormal cosine transform (DCT-II) of 8 numbers, four at a time, one in each lane of a vector, and its inverse.
 * Even and odd frequencies are apart: the former see sums of mirrored samples, the latter their differences.
 */

/** 1 / sqrt(8) */
const mean: f32 = 0.3535533905932738;
/** cos(k pi / 16) / 2 */
const c1: f32 = 0.49039264020161522;
const c2: f32 = 0.46193976625564337;
const c3: f32 = 0.41573480615127262;
const c5: f32 = 0.27778511650980114;
const c6: f32 = 0.19134171618254492;
const c7: f32 = 0.09754516100806412;

/** a x + b y + c z + d w */
// @ts-ignore: decorator
@inline
function combine(a: f32, x: v128, b: f32, y: v128, c: f32, z: v128, d: f32, w: v128): v128 {
  let sum = f32x4.mul(f32x4.splat(a), x);
  sum = multiplyAdd(f32x4.splat(b), y, sum);
  sum = multiplyAdd(f32x4.splat(c), z, sum);
  return multiplyAdd(f32x4.splat(d), w, sum);
}

/** Transforms 8 vectors that lie `fromBytes` apart; the results lie `toBytes` apart. */
// @ts-ignore: decorator
@inline
export function transformEight(from: usize, fromBytes: usize, to: usize, toBytes: usize): void {
  const x0 = v128.load(from);
  const x1 = v128.load(from + fromBytes);
  const x2 = v128.load(from + 2 * fromBytes);
  const x3 = v128.load(from + 3 * fromBytes);
  const x4 = v128.load(from + 4 * fromBytes);
  const x5 = v128.load(from + 5 * fromBytes);
  const x6 = v128.load(from + 6 * fromBytes);
  const x7 = v128.load(from + 7 * fromBytes);
  const s0 = f32x4.add(x0, x7);
  const s1 = f32x4.add(x1, x6);
  const s2 = f32x4.add(x2, x5);
  const s3 = f32x4.add(x3, x4);
  const d0 = f32x4.sub(x0, x7);
  const d1 = f32x4.sub(x1, x6);
  const d2 = f32x4.sub(x2, x5);
  const d3 = f32x4.sub(x3, x4);
  const outer = f32x4.add(s0, s3);
  const inner = f32x4.add(s1, s2);
  const outerTilt = f32x4.sub(s0, s3);
  const innerTilt = f32x4.sub(s1, s2);
  v128.store(to, f32x4.mul(f32x4.splat(mean), f32x4.add(outer, inner)));
  v128.store(to + toBytes, combine(c1, d0, c3, d1, c5, d2, c7, d3));
  v128.store(to + 2 * toBytes, multiplyAdd(f32x4.splat(c6), innerTilt, f32x4.mul(f32x4.splat(c2), outerTilt)));
  v128.store(to + 3 * toBytes, combine(c3, d0, -c7, d1, -c1, d2, -c5, d3));
  v128.store(to + 4 * toBytes, f32x4.mul(f32x4.splat(mean), f32x4.sub(outer, inner)));
  v128.store(to + 5 * toBytes, combine(c5, d0, -c1, d1, c7, d2, c3, d3));
  v128.store(to + 6 * toBytes, multiplyAdd(f32x4.splat(-c2), innerTilt, f32x4.mul(f32x4.splat(c6), outerTilt)));
  v128.store(to + 7 * toBytes, combine(c7, d0, -c5, d1, c3, d2, -c1, d3));
}

/** The inverse of transformEight. */
// @ts-ignore: decorator
@inline
export function invertEight(from: usize, fromBytes: usize, to: usize, toBytes: usize): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from + fromBytes);
  const y2 = v128.load(from + 2 * fromBytes);
  const y3 = v128.load(from + 3 * fromBytes);
  const y4 = v128.load(from + 4 * fromBytes);
  const y5 = v128.load(from + 5 * fromBytes);
  const y6 = v128.load(from + 6 * fromBytes);
  const y7 = v128.load(from + 7 * fromBytes);
  const outer = f32x4.mul(f32x4.splat(mean), f32x4.add(y0, y4));
  const inner = f32x4.mul(f32x4.splat(mean), f32x4.sub(y0, y4));
  const outerTilt = multiplyAdd(f32x4.splat(c6), y6, f32x4.mul(f32x4.splat(c2), y2));
  const innerTilt = multiplyAdd(f32x4.splat(-c2), y6, f32x4.mul(f32x4.splat(c6), y2));
  const s0 = f32x4.add(outer, outerTilt);
  const s3 = f32x4.sub(outer, outerTilt);
  const s1 = f32x4.add(inner, innerTilt);
  const s2 = f32x4.sub(inner, innerTilt);
  const d0 = combine(c1, y1, c3, y3, c5, y5, c7, y7);
  const d1 = combine(c3, y1, -c7, y3, -c1, y5, -c5, y7);
  const d2 = combine(c5, y1, -c1, y3, c7, y5, c3, y7);
  const d3 = combine(c7, y1, -c5, y3, c3, y5, -c1, y7);
  v128.store(to, f32x4.add(s0, d0));
  v128.store(to + toBytes, f32x4.add(s1, d1));
  v128.store(to + 2 * toBytes, f32x4.add(s2, d2));
  v128.store(to + 3 * toBytes, f32x4.add(s3, d3));
  v128.store(to + 4 * toBytes, f32x4.sub(s3, d3));
  v128.store(to + 5 * toBytes, f32x4.sub(s2, d2));
  v128.store(to + 6 * toBytes, f32x4.sub(s1, d1));
  v128.store(to + 7 * toBytes, f32x4.sub(s0, d0));
}

/** Turns a 4x4 block of floats over its diagonal: rows lie `fromBytes` apart in `from`, `toBytes` apart in `to`. */
// @ts-ignore: decorator
@inline
export function transposeFour(from: usize, fromBytes: usize, to: usize, toBytes: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromBytes);
  const c = v128.load(from + 2 * fromBytes);
  const d = v128.load(from + 3 * fromBytes);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + toBytes, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * toBytes, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * toBytes, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}
