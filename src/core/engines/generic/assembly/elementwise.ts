import { floatBytes, vectorBytes } from '../../assembly/vectors';

/*
 * Operations on values one by one, on planes of equal size whose rows lie different bytes apart; `bytes` are those of a
 * plane's row. "Adds to" is how gradients of what several nodes read come together.
 */

/** to = x above zero, slope * x elsewhere. */
export function leakyRelu(
  x: usize,
  xRowBytes: usize,
  to: usize,
  toRowBytes: usize,
  slope: f32,
  height: i32,
  bytes: usize,
): void {
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  for (let y = 0; y < height; y++, x += xRowBytes, to += toRowBytes) {
    for (let at: usize = 0; at < bytes; at += vectorBytes) {
      const value = v128.load(x + at);
      v128.store(to + at, v128.bitselect(value, f32x4.mul(value, slopes), f32x4.gt(value, zero)));
    }
  }
}

/** Adds the gradient before leakyRelu to `to`. */
export function leakyReluGradient(
  x: usize,
  xRowBytes: usize,
  gradient: usize,
  gradientRowBytes: usize,
  to: usize,
  toRowBytes: usize,
  slope: f32,
  height: i32,
  bytes: usize,
): void {
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  for (let y = 0; y < height; y++, x += xRowBytes, to += toRowBytes, gradient += gradientRowBytes) {
    for (let at: usize = 0; at < bytes; at += vectorBytes) {
      const g = v128.load(gradient + at);
      const passed = v128.bitselect(g, f32x4.mul(g, slopes), f32x4.gt(v128.load(x + at), zero));
      v128.store(to + at, f32x4.add(v128.load(to + at), passed));
    }
  }
}

/** to = 1 / (1 + exp(-x)), by AssemblyScript's own exponential: the same on every machine. */
export function sigmoid(x: usize, xRowBytes: usize, to: usize, toRowBytes: usize, height: i32, bytes: usize): void {
  for (let y = 0; y < height; y++, x += xRowBytes, to += toRowBytes) {
    for (let at: usize = 0; at < bytes; at += floatBytes) {
      store<f32>(to + at, 1 / (1 + NativeMathf.exp(-load<f32>(x + at))));
    }
  }
}

/** Adds the gradient before sigmoid to `to`, given the sigmoid itself. */
export function sigmoidGradient(
  value: usize,
  valueRowBytes: usize,
  gradient: usize,
  gradientRowBytes: usize,
  to: usize,
  toRowBytes: usize,
  height: i32,
  bytes: usize,
): void {
  const one = f32x4.splat(1);
  for (let y = 0; y < height; y++, value += valueRowBytes, to += toRowBytes, gradient += gradientRowBytes) {
    for (let at: usize = 0; at < bytes; at += vectorBytes) {
      const s = v128.load(value + at);
      const slope = f32x4.mul(s, f32x4.sub(one, s));
      v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(gradient + at), slope)));
    }
  }
}

/** to = a + scale * b; `to` may be `a`. */
export function addScaled(
  a: usize,
  aRowBytes: usize,
  b: usize,
  bRowBytes: usize,
  scale: f32,
  to: usize,
  toRowBytes: usize,
  height: i32,
  bytes: usize,
): void {
  const scales = f32x4.splat(scale);
  for (let y = 0; y < height; y++, a += aRowBytes, b += bRowBytes, to += toRowBytes) {
    for (let at: usize = 0; at < bytes; at += vectorBytes) {
      v128.store(to + at, f32x4.add(v128.load(a + at), f32x4.mul(scales, v128.load(b + at))));
    }
  }
}

/** to = a * b, or is added to. */
export function multiply(
  a: usize,
  aRowBytes: usize,
  b: usize,
  bRowBytes: usize,
  to: usize,
  toRowBytes: usize,
  height: i32,
  bytes: usize,
  accumulate: bool,
): void {
  for (let y = 0; y < height; y++, a += aRowBytes, b += bRowBytes, to += toRowBytes) {
    for (let at: usize = 0; at < bytes; at += vectorBytes) {
      const product = f32x4.mul(v128.load(a + at), v128.load(b + at));
      v128.store(to + at, accumulate ? f32x4.add(v128.load(to + at), product) : product);
    }
  }
}

/** to = a * the first channel of b (of 4 a pixel), or is added to. */
export function multiplyByOne(
  a: usize,
  aRowBytes: usize,
  pixelBytes: usize,
  b: usize,
  bRowBytes: usize,
  to: usize,
  toRowBytes: usize,
  height: i32,
  width: i32,
  accumulate: bool,
): void {
  for (let y = 0; y < height; y++, a += aRowBytes, b += bRowBytes, to += toRowBytes) {
    for (let x: usize = 0; x < <usize>width; x++) {
      const factor = v128.load32_splat(b + x * vectorBytes);
      for (let at = x * pixelBytes; at < (x + 1) * pixelBytes; at += vectorBytes) {
        const product = f32x4.mul(v128.load(a + at), factor);
        v128.store(to + at, accumulate ? f32x4.add(v128.load(to + at), product) : product);
      }
    }
  }
}

/** Adds to the first channel of `to` (of 4 a pixel) the sum of a * b over the pixel's channels. */
export function accumulateDot(
  a: usize,
  aRowBytes: usize,
  b: usize,
  bRowBytes: usize,
  pixelBytes: usize,
  channels: i32,
  to: usize,
  toRowBytes: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++, a += aRowBytes, b += bRowBytes, to += toRowBytes) {
    for (let x: usize = 0; x < <usize>width; x++) {
      let sum = load<f32>(to + x * vectorBytes);
      const start = x * pixelBytes;
      const end = start + <usize>channels * floatBytes;
      for (let at = start; at < end; at += floatBytes) sum += load<f32>(a + at) * load<f32>(b + at);
      store<f32>(to + x * vectorBytes, sum);
    }
  }
}
