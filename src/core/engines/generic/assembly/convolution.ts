import { addTo, floatBytes, multiplyAdd, vectorBytes } from '../../assembly/vectors';

/*
 * Convolutions of any kernel, stride and dilation. A canvas has 4 channels a pixel or a multiple of 8, those beyond the
 * image's own holding anything; filters are packed as filters.ts says.
 */

/** Outputs that are computed together, in bytes: two vectors. */
const blockBytes: usize = 2 * vectorBytes;
/** Pixels whose values stay in the first-level cache while every weight's gradient passes over them. */
const pixelsPerBand: i32 = 128;

/**
 * Output = bias + filters * input, or is added to. Four pixels by 8 outputs are kept in registers.
 * @param input the pixel under the first tap for the plane's first pixel
 * @param ins channels of the input
 * @param bias as long as a pixel of the output, or 0 for none
 * @param output the plane's first pixel
 * @param height and width of the output
 */
export function convolve(
  input: usize,
  inputRowBytes: usize,
  inputPixelBytes: usize,
  ins: i32,
  filters: usize,
  bias: usize,
  output: usize,
  outputRowBytes: usize,
  outputPixelBytes: usize,
  height: i32,
  width: i32,
  kernel: i32,
  stride: i32,
  dilation: i32,
  accumulate: bool,
): void {
  const step = <usize>stride * inputPixelBytes;
  const tapBytes = <usize>dilation * inputPixelBytes;
  const tapRowBytes = <usize>dilation * inputRowBytes;
  const isNarrow = outputPixelBytes == vectorBytes;
  const lanes = isNarrow ? vectorBytes : blockBytes;
  const filterTapBytes = (inputPixelBytes / floatBytes) * lanes;
  const blockFilterBytes = <usize>(kernel * kernel) * filterTapBytes;
  const usedBytes = <usize>ins * lanes;
  for (let channel: usize = 0; channel < outputPixelBytes; channel += lanes, filters += blockFilterBytes) {
    for (let y = 0; y < height; y++) {
      const inputRow = input + <usize>(y * stride) * inputRowBytes;
      const outputRow = output + <usize>y * outputRowBytes + channel;
      for (let x = 0; x < width; x += 4) {
        // the last pixel of a row stands for its missing neighbours too
        const x0 = <usize>x;
        const x1 = <usize>min(x + 1, width - 1);
        const x2 = <usize>min(x + 2, width - 1);
        const x3 = <usize>min(x + 3, width - 1);
        const to0 = outputRow + x0 * outputPixelBytes;
        const to1 = outputRow + x1 * outputPixelBytes;
        const to2 = outputRow + x2 * outputPixelBytes;
        const to3 = outputRow + x3 * outputPixelBytes;
        const zero = f32x4.splat(0);
        let c00 = bias ? v128.load(bias + channel) : zero;
        let c10 = c00;
        let c20 = c00;
        let c30 = c00;
        if (accumulate) {
          c00 = f32x4.add(c00, v128.load(to0));
          c10 = f32x4.add(c10, v128.load(to1));
          c20 = f32x4.add(c20, v128.load(to2));
          c30 = f32x4.add(c30, v128.load(to3));
        }
        const at1 = (x1 - x0) * step;
        const at2 = (x2 - x0) * step;
        const at3 = (x3 - x0) * step;
        let tapWeights = filters;
        if (isNarrow) {
          for (let ky = 0; ky < kernel; ky++) {
            let tap = inputRow + <usize>ky * tapRowBytes + x0 * step;
            for (let kx = 0; kx < kernel; kx++, tap += tapBytes, tapWeights += filterTapBytes) {
              let from = tap;
              const end = tapWeights + usedBytes;
              for (let weights = tapWeights; weights < end; weights += vectorBytes, from += floatBytes) {
                const w = v128.load(weights);
                c00 = multiplyAdd(v128.load32_splat(from), w, c00);
                c10 = multiplyAdd(v128.load32_splat(from + at1), w, c10);
                c20 = multiplyAdd(v128.load32_splat(from + at2), w, c20);
                c30 = multiplyAdd(v128.load32_splat(from + at3), w, c30);
              }
            }
          }
        } else {
          let c01 = bias ? v128.load(bias + channel, 16) : zero;
          let c11 = c01;
          let c21 = c01;
          let c31 = c01;
          if (accumulate) {
            c01 = f32x4.add(c01, v128.load(to0, 16));
            c11 = f32x4.add(c11, v128.load(to1, 16));
            c21 = f32x4.add(c21, v128.load(to2, 16));
            c31 = f32x4.add(c31, v128.load(to3, 16));
          }
          for (let ky = 0; ky < kernel; ky++) {
            let tap = inputRow + <usize>ky * tapRowBytes + x0 * step;
            for (let kx = 0; kx < kernel; kx++, tap += tapBytes, tapWeights += filterTapBytes) {
              let from = tap;
              const end = tapWeights + usedBytes;
              for (let weights = tapWeights; weights < end; weights += blockBytes, from += floatBytes) {
                const w0 = v128.load(weights);
                const w1 = v128.load(weights, 16);
                let a = v128.load32_splat(from);
                c00 = multiplyAdd(a, w0, c00);
                c01 = multiplyAdd(a, w1, c01);
                a = v128.load32_splat(from + at1);
                c10 = multiplyAdd(a, w0, c10);
                c11 = multiplyAdd(a, w1, c11);
                a = v128.load32_splat(from + at2);
                c20 = multiplyAdd(a, w0, c20);
                c21 = multiplyAdd(a, w1, c21);
                a = v128.load32_splat(from + at3);
                c30 = multiplyAdd(a, w0, c30);
                c31 = multiplyAdd(a, w1, c31);
              }
            }
          }
          v128.store(to0, c01, 16);
          v128.store(to1, c11, 16);
          v128.store(to2, c21, 16);
          v128.store(to3, c31, 16);
        }
        v128.store(to0, c00);
        v128.store(to1, c10);
        v128.store(to2, c20);
        v128.store(to3, c30);
      }
    }
  }
}

/**
 * Adds a plane's contribution to the packed gradient of the filters. Four inputs by 8 outputs are kept in registers while
 * a band of the plane passes.
 * @param input as for `convolve`
 * @param gradient of the output, the plane's first pixel; height and width are its own
 */
export function accumulateFilterGradient(
  input: usize,
  inputRowBytes: usize,
  inputPixelBytes: usize,
  gradient: usize,
  gradientRowBytes: usize,
  gradientPixelBytes: usize,
  filterGradient: usize,
  height: i32,
  width: i32,
  kernel: i32,
  stride: i32,
  dilation: i32,
): void {
  const rowsPerBand = max(1, pixelsPerBand / width);
  const step = <usize>stride * inputPixelBytes;
  const isNarrow = gradientPixelBytes == vectorBytes;
  const lanes = isNarrow ? vectorBytes : blockBytes;
  for (let first = 0; first < height; first += rowsPerBand) {
    const rows = min(rowsPerBand, height - first);
    const gradientBand = gradient + <usize>first * gradientRowBytes;
    const inputBand = input + <usize>(first * stride) * inputRowBytes;
    let to = filterGradient;
    for (let channel: usize = 0; channel < gradientPixelBytes; channel += lanes) {
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          const tap = inputBand + <usize>(ky * dilation) * inputRowBytes + <usize>(kx * dilation) * inputPixelBytes;
          for (let i: usize = 0; i < inputPixelBytes; i += vectorBytes, to += 4 * lanes) {
            if (isNarrow) {
              accumulateNarrow(
                tap + i,
                <usize>stride * inputRowBytes,
                step,
                gradientBand + channel,
                gradientRowBytes,
                to,
                rows,
                width,
              );
            } else {
              accumulateBlock(
                tap + i,
                <usize>stride * inputRowBytes,
                step,
                gradientBand + channel,
                gradientRowBytes,
                gradientPixelBytes,
                to,
                rows,
                width,
              );
            }
          }
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function accumulateBlock(
  input: usize,
  inputRowBytes: usize,
  inputPixelBytes: usize,
  gradient: usize,
  gradientRowBytes: usize,
  gradientPixelBytes: usize,
  to: usize,
  height: i32,
  width: i32,
): void {
  let c00 = v128.load(to, 0);
  let c01 = v128.load(to, 16);
  let c10 = v128.load(to, 32);
  let c11 = v128.load(to, 48);
  let c20 = v128.load(to, 64);
  let c21 = v128.load(to, 80);
  let c30 = v128.load(to, 96);
  let c31 = v128.load(to, 112);
  for (let y = 0; y < height; y++) {
    let from = input + <usize>y * inputRowBytes;
    let g = gradient + <usize>y * gradientRowBytes;
    const end = g + <usize>width * gradientPixelBytes;
    for (; g < end; g += gradientPixelBytes, from += inputPixelBytes) {
      const g0 = v128.load(g);
      const g1 = v128.load(g, 16);
      let a = v128.load32_splat(from);
      c00 = multiplyAdd(a, g0, c00);
      c01 = multiplyAdd(a, g1, c01);
      a = v128.load32_splat(from, 4);
      c10 = multiplyAdd(a, g0, c10);
      c11 = multiplyAdd(a, g1, c11);
      a = v128.load32_splat(from, 8);
      c20 = multiplyAdd(a, g0, c20);
      c21 = multiplyAdd(a, g1, c21);
      a = v128.load32_splat(from, 12);
      c30 = multiplyAdd(a, g0, c30);
      c31 = multiplyAdd(a, g1, c31);
    }
  }
  v128.store(to, c00, 0);
  v128.store(to, c01, 16);
  v128.store(to, c10, 32);
  v128.store(to, c11, 48);
  v128.store(to, c20, 64);
  v128.store(to, c21, 80);
  v128.store(to, c30, 96);
  v128.store(to, c31, 112);
}

// @ts-ignore: decorator
@inline
function accumulateNarrow(
  input: usize,
  inputRowBytes: usize,
  inputPixelBytes: usize,
  gradient: usize,
  gradientRowBytes: usize,
  to: usize,
  height: i32,
  width: i32,
): void {
  let c0 = v128.load(to, 0);
  let c1 = v128.load(to, 16);
  let c2 = v128.load(to, 32);
  let c3 = v128.load(to, 48);
  for (let y = 0; y < height; y++) {
    let from = input + <usize>y * inputRowBytes;
    let at = gradient + <usize>y * gradientRowBytes;
    const end = at + <usize>width * vectorBytes;
    for (; at < end; at += vectorBytes, from += inputPixelBytes) {
      const g = v128.load(at);
      c0 = multiplyAdd(v128.load32_splat(from), g, c0);
      c1 = multiplyAdd(v128.load32_splat(from, 4), g, c1);
      c2 = multiplyAdd(v128.load32_splat(from, 8), g, c2);
      c3 = multiplyAdd(v128.load32_splat(from, 12), g, c3);
    }
  }
  v128.store(to, c0, 0);
  v128.store(to, c1, 16);
  v128.store(to, c2, 32);
  v128.store(to, c3, 48);
}

/** Adds the plane's pixels to `sum`, as long as one: the gradient of a bias. */
export function accumulateSum(
  plane: usize,
  rowBytes: usize,
  pixelBytes: usize,
  sum: usize,
  height: i32,
  width: i32,
): void {
  for (let y = 0; y < height; y++) {
    for (let channel: usize = 0; channel < pixelBytes; channel += vectorBytes) {
      let at = plane + <usize>y * rowBytes + channel;
      const end = at + <usize>width * pixelBytes;
      let total = f32x4.splat(0);
      for (; at < end; at += pixelBytes) total = f32x4.add(total, v128.load(at));
      addTo(sum + channel, total);
    }
  }
}

/** Copies a plane's pixels `stride` apart, each way; what lies between them stays. */
export function spreadPixels(
  plane: usize,
  rowBytes: usize,
  pixelBytes: usize,
  to: usize,
  toRowBytes: usize,
  height: i32,
  width: i32,
  stride: i32,
): void {
  for (let y = 0; y < height; y++) {
    let from = plane + <usize>y * rowBytes;
    let target = to + <usize>(y * stride) * toRowBytes;
    for (let x = 0; x < width; x++, from += pixelBytes, target += <usize>stride * pixelBytes) {
      memory.copy(target, from, pixelBytes);
    }
  }
}
