import { floatBytes } from './layout';

/* The loss of ZS-N2N (Mansour & Heckel, CVPR 2023, equations 4 and 5) and its gradient, on an image of 1 to 4 channels. */

/**
 * D1 and D2: averages of the anti-diagonal and of the diagonal of each 2x2 block of y.
 * @param d1 D1 y, of height x width pixels
 * @param height of the results, half that of y
 */
export function downSample(
  y: usize,
  d1: usize,
  d2: usize,
  rowBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
): void {
  const pixel = <usize>channels * floatBytes;
  for (let row: usize = 0; row < <usize>height; row++) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let c: usize = 0; c < pixel; c += floatBytes) {
        const block = y + 2 * row * rowBytes + 2 * x * pixel + c;
        const to = row * rowBytes + x * pixel + c;
        store<f32>(d1 + to, antiDiagonal(block, rowBytes, pixel));
        store<f32>(d2 + to, diagonal(block, rowBytes, pixel));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function antiDiagonal(block: usize, rowBytes: usize, pixel: usize): f32 {
  return 0.5 * (load<f32>(block + pixel) + load<f32>(block + rowBytes));
}

// @ts-ignore: decorator
@inline
function diagonal(block: usize, rowBytes: usize, pixel: usize): f32 {
  return 0.5 * (load<f32>(block) + load<f32>(block + rowBytes + pixel));
}

/**
 * The loss of a crop and dL/dN for y, D1 y and D2 y. Each of the three canvases (image, f and gradient) holds the three
 * planes at the same byte offsets.
 * @param height of D1 y
 * @param loss becomes [residual, consistency], float64
 */
export function differentiateLoss(
  images: usize,
  denoised: usize,
  gradients: usize,
  yOffset: usize,
  d1Offset: usize,
  d2Offset: usize,
  rowBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
  loss: usize,
): void {
  const pixel = <usize>channels * floatBytes;
  const samples = height * width * channels;
  const scale: f32 = 1 / <f32>samples;
  let residual: f64 = 0;
  let consistency: f64 = 0;
  for (let row: usize = 0; row < <usize>height; row++) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let c: usize = 0; c < pixel; c += floatBytes) {
        const block = yOffset + 2 * row * rowBytes + 2 * x * pixel + c;
        const at = row * rowBytes + x * pixel + c;
        const f1 = load<f32>(denoised + d1Offset + at);
        const f2 = load<f32>(denoised + d2Offset + at);
        const residual1 = f1 - load<f32>(images + d2Offset + at);
        const residual2 = f2 - load<f32>(images + d1Offset + at);
        const consistency1 = f1 - antiDiagonal(denoised + block, rowBytes, pixel);
        const consistency2 = f2 - diagonal(denoised + block, rowBytes, pixel);
        residual += <f64>residual1 * residual1 + <f64>residual2 * residual2;
        consistency += <f64>consistency1 * consistency1 + <f64>consistency2 * consistency2;
        // N enters f with a minus sign, and f(y) enters the differences with another.
        store<f32>(gradients + d1Offset + at, -scale * (residual1 + consistency1));
        store<f32>(gradients + d2Offset + at, -scale * (residual2 + consistency2));
        const toAntiDiagonal: f32 = 0.5 * scale * consistency1;
        const toDiagonal: f32 = 0.5 * scale * consistency2;
        store<f32>(gradients + block, toDiagonal);
        store<f32>(gradients + block + pixel, toAntiDiagonal);
        store<f32>(gradients + block + rowBytes, toAntiDiagonal);
        store<f32>(gradients + block + rowBytes + pixel, toDiagonal);
      }
    }
  }
  store<f64>(loss, (0.5 * residual) / <f64>samples);
  store<f64>(loss + 8, (0.5 * consistency) / <f64>samples);
}
