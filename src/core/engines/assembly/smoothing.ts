import { floatBytes } from './vectors';

/* The smoothing term (see SmoothingTerm). Windows are cut off at the edges of a plane. */

/** Pixels from a window's middle to its edge (`smoothingRadius` in networks/loss.ts). */
const radius: i32 = 2;

/** Bytes of memory that differentiateSmoothing may use: luminance, two contrasts, and the samples of one plane. */
export function smoothingWorkspaceBytes(channels: i32, height: i32, width: i32): usize {
  return <usize>((3 + channels) * height * width) * floatBytes;
}

/**
 * Adds the term's gradient to the gradients of N(y1) and N(y2), planes of height x width pixels.
 * @param denoised1 f(y1)
 * @param gradient1 dL/dN(y1)
 * @param luminance the weight of each channel
 * @param loss becomes the term, float64
 */
export function differentiateSmoothing(
  denoised1: usize,
  denoised2: usize,
  gradient1: usize,
  gradient2: usize,
  rowBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
  weight: f32,
  stability: f32,
  luminance: usize,
  workspace: usize,
  loss: usize,
): void {
  const planeBytes = <usize>(height * width) * floatBytes;
  const contrast1 = workspace + planeBytes;
  const contrast2 = contrast1 + planeBytes;
  const detail = contrast2 + planeBytes;
  measureContrast(denoised1, rowBytes, channels, height, width, luminance, workspace, contrast1);
  measureContrast(denoised2, rowBytes, channels, height, width, luminance, workspace, contrast2);
  disagreement(contrast1, contrast2, stability, height * width);
  const scale: f32 = weight / <f32>(height * width * channels);
  let sum: f64 = 0;
  sum += smoothPlane(denoised1, gradient1, rowBytes, channels, height, width, scale, contrast1, detail);
  sum += smoothPlane(denoised2, gradient2, rowBytes, channels, height, width, scale, contrast1, detail);
  store<f64>(loss, 0.5 * sum);
}

/** The standard deviation of the luminance in every pixel's window: [height][width]. */
function measureContrast(
  denoised: usize,
  rowBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
  weights: usize,
  luminance: usize,
  contrast: usize,
): void {
  const columnBytes = <usize>width * floatBytes;
  for (let y = 0; y < height; y++) {
    let from = denoised + <usize>y * rowBytes;
    for (let x = 0; x < width; x++) {
      let value: f32 = 0;
      for (let c: usize = 0; c < <usize>channels; c++, from += floatBytes) {
        value += load<f32>(weights + c * floatBytes) * load<f32>(from);
      }
      store<f32>(luminance + <usize>(y * width + x) * floatBytes, value);
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const mean = windowMean(luminance, columnBytes, floatBytes, height, width, y, x);
      let squares: f32 = 0;
      for (let v = firstOf(y); v < endOf(y, height); v++) {
        for (let u = firstOf(x); u < endOf(x, width); u++) {
          const difference = load<f32>(luminance + <usize>(v * width + u) * floatBytes) - mean;
          squares += difference * difference;
        }
      }
      const deviation = sqrt<f32>(squares / <f32>windowPixels(y, x, height, width));
      store<f32>(contrast + <usize>(y * width + x) * floatBytes, deviation);
    }
  }
}

/** Replaces the first contrast by (1 - d)^2, without the difference of two numbers close to one. */
function disagreement(contrast1: usize, contrast2: usize, stability: f32, pixels: i32): void {
  for (let i: usize = 0; i < <usize>pixels; i++) {
    const s1 = load<f32>(contrast1 + i * floatBytes);
    const s2 = load<f32>(contrast2 + i * floatBytes);
    const value: f32 = ((s1 - s2) * (s1 - s2) + stability) / (s1 * s1 + s2 * s2 + stability);
    store<f32>(contrast1 + i * floatBytes, value * value);
  }
}

/**
 * One plane's part of the term, and its gradient.
 * @param factors (1 - d)^2 of every pixel
 * @param detail room for [height][width][channel]
 * @returns scale * sum of factor * (f - mean)^2
 */
function smoothPlane(
  denoised: usize,
  gradient: usize,
  rowBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
  scale: f32,
  factors: usize,
  detail: usize,
): f64 {
  const pixel = <usize>channels * floatBytes;
  const detailRowBytes = <usize>width * pixel;
  let sum: f64 = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const factor = scale * load<f32>(factors + <usize>(y * width + x) * floatBytes);
      for (let c: usize = 0; c < pixel; c += floatBytes) {
        const mean = windowMean(denoised + c, rowBytes, pixel, height, width, y, x);
        const difference = load<f32>(denoised + <usize>y * rowBytes + <usize>x * pixel + c) - mean;
        sum += <f64>factor * difference * difference;
        store<f32>(detail + <usize>y * detailRowBytes + <usize>x * pixel + c, factor * difference);
      }
    }
  }
  // A pixel enters f - mean as itself and, with the opposite sign, in the means of all windows that it lies in.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c: usize = 0; c < pixel; c += floatBytes) {
        let value = load<f32>(detail + <usize>y * detailRowBytes + <usize>x * pixel + c);
        for (let v = firstOf(y); v < endOf(y, height); v++) {
          for (let u = firstOf(x); u < endOf(x, width); u++) {
            const other = load<f32>(detail + <usize>v * detailRowBytes + <usize>u * pixel + c);
            value -= other / <f32>windowPixels(v, u, height, width);
          }
        }
        const at = gradient + <usize>y * rowBytes + <usize>x * pixel + c;
        store<f32>(at, load<f32>(at) - value);
      }
    }
  }
  return sum;
}

/** The mean of one channel in the window around a pixel. */
function windowMean(
  plane: usize,
  rowBytes: usize,
  pixelBytes: usize,
  height: i32,
  width: i32,
  y: i32,
  x: i32,
): f32 {
  let sum: f32 = 0;
  for (let v = firstOf(y); v < endOf(y, height); v++) {
    for (let u = firstOf(x); u < endOf(x, width); u++) {
      sum += load<f32>(plane + <usize>v * rowBytes + <usize>u * pixelBytes);
    }
  }
  return sum / <f32>windowPixels(y, x, height, width);
}

// @ts-ignore: decorator
@inline
function windowPixels(y: i32, x: i32, height: i32, width: i32): i32 {
  return (endOf(y, height) - firstOf(y)) * (endOf(x, width) - firstOf(x));
}

// @ts-ignore: decorator
@inline
function firstOf(position: i32): i32 {
  return max(0, position - radius);
}

// @ts-ignore: decorator
@inline
function endOf(position: i32, size: i32): i32 {
  return min(size, position + radius + 1);
}
