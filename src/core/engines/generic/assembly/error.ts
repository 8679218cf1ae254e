import { floatBytes } from '../../assembly/vectors';

/**
 * Writes the gradient of scale * the sum of weight * |difference|^2 (or |difference|); returns that sum times the scale.
 * @param target [height][width][channel]
 * @param weights laid out alike, or 0 for ones
 */
export function differentiateError(
  result: usize,
  resultRowBytes: usize,
  target: usize,
  weights: usize,
  gradient: usize,
  gradientRowBytes: usize,
  pixelBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
  squared: bool,
  scale: f32,
): f64 {
  let sum: f64 = 0;
  for (let y = 0; y < height; y++) {
    for (let x: usize = 0; x < <usize>width; x++) {
      for (let c: usize = 0; c < <usize>channels; c++, target += floatBytes) {
        const at = x * pixelBytes + c * floatBytes;
        const difference = load<f32>(result + at) - load<f32>(target);
        let share = scale;
        if (weights) {
          share *= load<f32>(weights);
          weights += floatBytes;
        }
        const sign: f32 = difference > 0 ? 1 : difference < 0 ? -1 : 0;
        sum += <f64>share * <f64>difference * <f64>(squared ? difference : sign);
        store<f32>(gradient + at, share * (squared ? 2 * difference : sign));
      }
    }
    result += resultRowBytes;
    gradient += gradientRowBytes;
  }
  return sum;
}
