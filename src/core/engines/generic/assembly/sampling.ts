import { addTo, floatBytes, vectorBytes } from '../../assembly/vectors';

/* Blocks of 2x2 pixels and single ones. Sizes are those of the smaller plane, whose pixels stand for blocks of the larger. */

/** Every pixel of `small` four times. */
export function upsample(
  small: usize,
  smallRowBytes: usize,
  large: usize,
  largeRowBytes: usize,
  pixelBytes: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++, small += smallRowBytes, large += 2 * largeRowBytes) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let at: usize = 0; at < pixelBytes; at += vectorBytes) {
        const value = v128.load(small + x * pixelBytes + at);
        const to = large + 2 * x * pixelBytes + at;
        v128.store(to, value);
        v128.store(to + pixelBytes, value);
        v128.store(to + largeRowBytes, value);
        v128.store(to + largeRowBytes + pixelBytes, value);
      }
    }
  }
}

/** small = scale * the sum of each block, or is added to. */
export function sumBlocks(
  large: usize,
  largeRowBytes: usize,
  small: usize,
  smallRowBytes: usize,
  pixelBytes: usize,
  scale: f32,
  height: i32,
  width: i32,
  accumulate: bool,
): void {
  const scales = f32x4.splat(scale);
  for (let y = 0; y < height; y++, small += smallRowBytes, large += 2 * largeRowBytes) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let at: usize = 0; at < pixelBytes; at += vectorBytes) {
        const from = large + 2 * x * pixelBytes + at;
        const top = f32x4.add(v128.load(from), v128.load(from + pixelBytes));
        const bottom = f32x4.add(v128.load(from + largeRowBytes), v128.load(from + largeRowBytes + pixelBytes));
        const sum = f32x4.mul(f32x4.add(top, bottom), scales);
        const to = small + x * pixelBytes + at;
        v128.store(to, accumulate ? f32x4.add(v128.load(to), sum) : sum);
      }
    }
  }
}

/** Adds scale * each pixel of `small` to its block. */
export function spreadBlocks(
  small: usize,
  smallRowBytes: usize,
  large: usize,
  largeRowBytes: usize,
  pixelBytes: usize,
  scale: f32,
  height: i32,
  width: i32,
): void {
  const scales = f32x4.splat(scale);
  for (let y = 0; y < height; y++, small += smallRowBytes, large += 2 * largeRowBytes) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let at: usize = 0; at < pixelBytes; at += vectorBytes) {
        const value = f32x4.mul(v128.load(small + x * pixelBytes + at), scales);
        const to = large + 2 * x * pixelBytes + at;
        addTo(to, value);
        addTo(to + pixelBytes, value);
        addTo(to + largeRowBytes, value);
        addTo(to + largeRowBytes + pixelBytes, value);
      }
    }
  }
}

/** small = the largest value of each block. */
export function maxPool(
  large: usize,
  largeRowBytes: usize,
  small: usize,
  smallRowBytes: usize,
  pixelBytes: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++, small += smallRowBytes, large += 2 * largeRowBytes) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let at: usize = 0; at < pixelBytes; at += vectorBytes) {
        const from = large + 2 * x * pixelBytes + at;
        const top = f32x4.max(v128.load(from), v128.load(from + pixelBytes));
        const bottom = f32x4.max(v128.load(from + largeRowBytes), v128.load(from + largeRowBytes + pixelBytes));
        v128.store(small + x * pixelBytes + at, f32x4.max(top, bottom));
      }
    }
  }
}

/** Adds each gradient to the first pixel of its block that has the largest value, as PyTorch does. */
export function maxPoolGradient(
  large: usize,
  largeRowBytes: usize,
  small: usize,
  smallRowBytes: usize,
  gradient: usize,
  gradientRowBytes: usize,
  to: usize,
  toRowBytes: usize,
  pixelBytes: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let at: usize = 0; at < pixelBytes; at += vectorBytes) {
        const largest = v128.load(small + x * pixelBytes + at);
        let rest = v128.load(gradient + x * pixelBytes + at);
        for (let i: usize = 0; i < 4; i++) {
          const pixel = (2 * x + (i & 1)) * pixelBytes + at;
          const isLargest = f32x4.eq(v128.load(large + (i >> 1) * largeRowBytes + pixel), largest);
          addTo(to + (i >> 1) * toRowBytes + pixel, v128.and(rest, isLargest));
          rest = v128.andnot(rest, isLargest);
        }
      }
    }
    large += 2 * largeRowBytes;
    to += 2 * toRowBytes;
    small += smallRowBytes;
    gradient += gradientRowBytes;
  }
}

/** Makes the bytes zero. */
export function clear(address: usize, bytes: usize): void {
  memory.fill(address, 0, bytes);
}

/** Copies channels from pixels of one size into pixels of another, or adds them. */
export function copyChannels(
  from: usize,
  fromRowBytes: usize,
  fromPixelBytes: usize,
  to: usize,
  toRowBytes: usize,
  toPixelBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
  accumulate: bool,
): void {
  const bytes = <usize>channels * floatBytes;
  for (let y = 0; y < height; y++, from += fromRowBytes, to += toRowBytes) {
    let source = from;
    let target = to;
    for (let x = 0; x < width; x++, source += fromPixelBytes, target += toPixelBytes) {
      for (let at: usize = 0; at < bytes; at += floatBytes) {
        const value = load<f32>(source + at);
        store<f32>(target + at, accumulate ? load<f32>(target + at) + value : value);
      }
    }
  }
}

/**
 * What of a mask of zeros and ones a filter sees (see CoverageNode), into the first of 4 channels.
 * @param mask the pixel under the first tap for the plane's first pixel
 * @param asRatio asks for the ratio, not for whether it sees any
 */
export function coverage(
  mask: usize,
  maskRowBytes: usize,
  maskPixelBytes: usize,
  channels: i32,
  to: usize,
  toRowBytes: usize,
  height: i32,
  width: i32,
  kernel: i32,
  stride: i32,
  dilation: i32,
  asRatio: bool,
): void {
  const all = <f32>(kernel * kernel * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let seen: f32 = 0;
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          const row = <usize>(y * stride + ky * dilation);
          const pixel = mask + row * maskRowBytes + <usize>(x * stride + kx * dilation) * maskPixelBytes;
          for (let c = 0; c < channels; c++) seen += load<f32>(pixel + <usize>c * floatBytes);
        }
      }
      const result: f32 = seen == 0 ? 0 : asRatio ? all / seen : 1;
      store<f32>(to + <usize>y * toRowBytes + <usize>x * vectorBytes, result);
    }
  }
}
