import { vectorBytes } from '../../assembly/vectors';
import { pixelBytes } from './layout';

/*
 * Winograd's minimal filtering F(4x4, 3x3) (Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016,
 * section 4): a 4x4 tile of results from a 6x6 tile of inputs takes 36 multiplications in place of 144,
 *   Y = A' [ (G g G') . (B' d B) ] A.
 * Sums over channels happen in the transformed domain, so that each of the 36 points is a matrix product. Every transform
 * is linear, and the gradient with respect to g is the transpose: dg = G' [ sum (B' d B) . (A dY A') ] G.
 *
 * Each two-dimensional transform runs a one-dimensional one over the columns, then over the rows of the intermediate
 * result, for four channels at a time. Strides are in bytes.
 */

/** Points of the transformed domain. */
export const points: i32 = 36;

/** Intermediate result of a two-dimensional transform: up to 6x6 vectors. */
const intermediate = memory.data(576, 16);

// @ts-ignore: decorator
@inline
function times(factor: f32, x: v128): v128 {
  return f32x4.mul(f32x4.splat(factor), x);
}

/** B': 6 -> 6 */
// @ts-ignore: decorator
@inline
function transformInputLine(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + fromStride);
  const d2 = v128.load(from + 2 * fromStride);
  const d3 = v128.load(from + 3 * fromStride);
  const d4 = v128.load(from + 4 * fromStride);
  const d5 = v128.load(from + 5 * fromStride);
  const even = f32x4.sub(d4, times(4, d2));
  const odd = f32x4.sub(d3, times(4, d1));
  const evenAtTwo = f32x4.sub(d4, d2);
  const oddAtTwo = times(2, f32x4.sub(d3, d1));
  v128.store(to, f32x4.add(f32x4.sub(times(4, d0), times(5, d2)), d4));
  v128.store(to + toStride, f32x4.add(even, odd));
  v128.store(to + 2 * toStride, f32x4.sub(even, odd));
  v128.store(to + 3 * toStride, f32x4.add(evenAtTwo, oddAtTwo));
  v128.store(to + 4 * toStride, f32x4.sub(evenAtTwo, oddAtTwo));
  v128.store(to + 5 * toStride, f32x4.add(f32x4.sub(times(4, d1), times(5, d3)), d5));
}

/** A': 6 -> 4 */
// @ts-ignore: decorator
@inline
function transformOutputLine(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load(from + fromStride);
  const m2 = v128.load(from + 2 * fromStride);
  const m3 = v128.load(from + 3 * fromStride);
  const m4 = v128.load(from + 4 * fromStride);
  const m5 = v128.load(from + 5 * fromStride);
  const sumAtOne = f32x4.add(m1, m2);
  const differenceAtOne = f32x4.sub(m1, m2);
  const sumAtTwo = f32x4.add(m3, m4);
  const differenceAtTwo = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(m0, sumAtOne), sumAtTwo));
  v128.store(to + toStride, f32x4.add(differenceAtOne, times(2, differenceAtTwo)));
  v128.store(to + 2 * toStride, f32x4.add(sumAtOne, times(4, sumAtTwo)));
  v128.store(to + 3 * toStride, f32x4.add(f32x4.add(differenceAtOne, times(8, differenceAtTwo)), m5));
}

/** A: 4 -> 6, the transpose of the output transform */
// @ts-ignore: decorator
@inline
function transformOutputGradientLine(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from + fromStride);
  const y2 = v128.load(from + 2 * fromStride);
  const y3 = v128.load(from + 3 * fromStride);
  const even = f32x4.add(y0, y2);
  const odd = f32x4.add(y1, y3);
  const evenAtTwo = f32x4.add(y0, times(4, y2));
  const oddAtTwo = f32x4.add(times(2, y1), times(8, y3));
  v128.store(to, y0);
  v128.store(to + toStride, f32x4.add(even, odd));
  v128.store(to + 2 * toStride, f32x4.sub(even, odd));
  v128.store(to + 3 * toStride, f32x4.add(evenAtTwo, oddAtTwo));
  v128.store(to + 4 * toStride, f32x4.sub(evenAtTwo, oddAtTwo));
  v128.store(to + 5 * toStride, y3);
}

/** G: 3 -> 6 */
// @ts-ignore: decorator
@inline
function transformFilterLine(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + fromStride);
  const g2 = v128.load(from + 2 * fromStride);
  const even = times(-1.0 / 6, f32x4.add(g0, g2));
  const odd = times(1.0 / 6, g1);
  const evenAtTwo = f32x4.add(times(1.0 / 24, g0), times(1.0 / 6, g2));
  const oddAtTwo = times(1.0 / 12, g1);
  v128.store(to, times(0.25, g0));
  v128.store(to + toStride, f32x4.sub(even, odd));
  v128.store(to + 2 * toStride, f32x4.add(even, odd));
  v128.store(to + 3 * toStride, f32x4.add(evenAtTwo, oddAtTwo));
  v128.store(to + 4 * toStride, f32x4.sub(evenAtTwo, oddAtTwo));
  v128.store(to + 5 * toStride, g2);
}

/** G': 6 -> 3, the transpose of the filter transform */
// @ts-ignore: decorator
@inline
function transformFilterGradientLine(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const u0 = v128.load(from);
  const u1 = v128.load(from + fromStride);
  const u2 = v128.load(from + 2 * fromStride);
  const u3 = v128.load(from + 3 * fromStride);
  const u4 = v128.load(from + 4 * fromStride);
  const u5 = v128.load(from + 5 * fromStride);
  const sumAtOne = times(1.0 / 6, f32x4.add(u1, u2));
  const sumAtTwo = f32x4.add(u3, u4);
  const differenceAtOne = times(1.0 / 6, f32x4.sub(u2, u1));
  const differenceAtTwo = times(1.0 / 12, f32x4.sub(u3, u4));
  v128.store(to, f32x4.add(f32x4.sub(times(0.25, u0), sumAtOne), times(1.0 / 24, sumAtTwo)));
  v128.store(to + toStride, f32x4.add(differenceAtOne, differenceAtTwo));
  v128.store(to + 2 * toStride, f32x4.add(f32x4.sub(times(1.0 / 6, sumAtTwo), sumAtOne), u5));
}

/**
 * B' d B for all channels of a tile.
 * @param tile its first of 6x6 pixels, rows `rowBytes` apart
 * @param to the tile's channels at the first point, points `pointBytes` apart
 */
export function transformInput(tile: usize, rowBytes: usize, to: usize, pointBytes: usize): void {
  for (let channel: usize = 0; channel < pixelBytes; channel += vectorBytes) {
    for (let x: usize = 0; x < 6; x++) {
      transformInputLine(tile + channel + x * pixelBytes, rowBytes, intermediate + x * vectorBytes, 6 * vectorBytes);
    }
    for (let y: usize = 0; y < 6; y++) {
      transformInputLine(intermediate + y * 6 * vectorBytes, vectorBytes, to + channel + y * 6 * pointBytes, pointBytes);
    }
  }
}

/** A' m A for all channels of a tile; `tile` is its first of 4x4 pixels. */
export function transformOutput(from: usize, pointBytes: usize, tile: usize, rowBytes: usize): void {
  for (let channel: usize = 0; channel < pixelBytes; channel += vectorBytes) {
    for (let x: usize = 0; x < 6; x++) {
      transformOutputLine(from + channel + x * pointBytes, 6 * pointBytes, intermediate + x * vectorBytes, 6 * vectorBytes);
    }
    for (let y: usize = 0; y < 4; y++) {
      transformOutputLine(intermediate + y * 6 * vectorBytes, vectorBytes, tile + channel + y * rowBytes, pixelBytes);
    }
  }
}

/** A dY A' for all channels of a tile; `tile` is its first of 4x4 pixels. */
export function transformOutputGradient(tile: usize, rowBytes: usize, to: usize, pointBytes: usize): void {
  for (let channel: usize = 0; channel < pixelBytes; channel += vectorBytes) {
    for (let x: usize = 0; x < 4; x++) {
      transformOutputGradientLine(
        tile + channel + x * pixelBytes,
        rowBytes,
        intermediate + x * vectorBytes,
        4 * vectorBytes,
      );
    }
    for (let y: usize = 0; y < 6; y++) {
      transformOutputGradientLine(
        intermediate + y * 4 * vectorBytes,
        vectorBytes,
        to + channel + y * 6 * pointBytes,
        pointBytes,
      );
    }
  }
}

/** G g G' of four filters, its taps `tapBytes` apart and its points `pointBytes` apart. */
export function transformFilter(taps: usize, tapBytes: usize, to: usize, pointBytes: usize): void {
  for (let x: usize = 0; x < 3; x++) {
    transformFilterLine(taps + x * tapBytes, 3 * tapBytes, intermediate + x * vectorBytes, 3 * vectorBytes);
  }
  for (let y: usize = 0; y < 6; y++) {
    transformFilterLine(intermediate + y * 3 * vectorBytes, vectorBytes, to + y * 6 * pointBytes, pointBytes);
  }
}

/** G' u G of four filters. */
export function transformFilterGradient(from: usize, pointBytes: usize, taps: usize, tapBytes: usize): void {
  for (let x: usize = 0; x < 6; x++) {
    transformFilterGradientLine(from + x * pointBytes, 6 * pointBytes, intermediate + x * vectorBytes, 6 * vectorBytes);
  }
  for (let y: usize = 0; y < 3; y++) {
    transformFilterGradientLine(intermediate + y * 6 * vectorBytes, vectorBytes, taps + y * 3 * tapBytes, tapBytes);
  }
}
