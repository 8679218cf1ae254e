import { multiplyAdd, vectorBytes } from '../../assembly/vectors';
import { pixelBytes } from './layout';

/**
 * c[row][48] = (accumulate ? c : 0) + sum over steps of a(row, step) * b[step][48].
 *
 * Two rows by four vectors are kept in registers: eight accumulators, two factors and a weight (and a product where there
 * is no fused multiply-add) fit the 15 that x64 leaves, and were the fastest shape measured.
 *
 * `rowBytes` and `stepBytes` are the strides of `a`; as compile-time constants they become immediate offsets.
 * @param rows even
 */
// @ts-ignore: decorator
@inline
export function multiplyMatrices(
  a: usize,
  rowBytes: usize,
  stepBytes: usize,
  b: usize,
  c: usize,
  rows: i32,
  steps: i32,
  accumulate: bool,
): void {
  const bBytes = <usize>steps * pixelBytes;
  for (let row = 0; row < rows; row += 2) {
    for (let column: usize = 0; column < pixelBytes; column += 4 * vectorBytes) {
      let from = a + <usize>row * rowBytes;
      let weights = b + column;
      const to = c + <usize>row * pixelBytes + column;
      const end = weights + bBytes;
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c02 = c00;
      let c03 = c00;
      let c10 = c00;
      let c11 = c00;
      let c12 = c00;
      let c13 = c00;
      if (accumulate) {
        c00 = v128.load(to, 0);
        c01 = v128.load(to, 16);
        c02 = v128.load(to, 32);
        c03 = v128.load(to, 48);
        c10 = v128.load(to, 192);
        c11 = v128.load(to, 208);
        c12 = v128.load(to, 224);
        c13 = v128.load(to, 240);
      }
      while (weights < end) {
        const a0 = v128.load32_splat(from);
        const a1 = v128.load32_splat(from + rowBytes);
        let w = v128.load(weights, 0);
        c00 = multiplyAdd(a0, w, c00);
        c10 = multiplyAdd(a1, w, c10);
        w = v128.load(weights, 16);
        c01 = multiplyAdd(a0, w, c01);
        c11 = multiplyAdd(a1, w, c11);
        w = v128.load(weights, 32);
        c02 = multiplyAdd(a0, w, c02);
        c12 = multiplyAdd(a1, w, c12);
        w = v128.load(weights, 48);
        c03 = multiplyAdd(a0, w, c03);
        c13 = multiplyAdd(a1, w, c13);
        from += stepBytes;
        weights += pixelBytes;
      }
      v128.store(to, c00, 0);
      v128.store(to, c01, 16);
      v128.store(to, c02, 32);
      v128.store(to, c03, 48);
      v128.store(to, c10, 192);
      v128.store(to, c11, 208);
      v128.store(to, c12, 224);
      v128.store(to, c13, 240);
    }
  }
}
