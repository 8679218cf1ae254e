import { floatBytes } from './vectors';

/**
 * The residual and the consistency term of a pair (see LossDescription) and their gradients. All planes are of
 * height x width pixels and lie at the same byte offset from their first pixel, rows `rowBytes` apart.
 * @param image1 y1; `image2` is y2
 * @param denoised1 f(y1)
 * @param target1 what the consistency term compares f(y1) to; becomes minus its gradient, as N enters f with that sign
 * @param gradient1 becomes dL/dN(y1)
 * @param loss becomes [residual, consistency], float64
 */
export function differentiateLoss(
  image1: usize,
  image2: usize,
  denoised1: usize,
  denoised2: usize,
  target1: usize,
  target2: usize,
  gradient1: usize,
  gradient2: usize,
  rowBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
  residualWeight: f32,
  consistencyWeight: f32,
  loss: usize,
): void {
  const samples = height * width * channels;
  const residualScale: f32 = residualWeight / <f32>samples;
  const consistencyScale: f32 = consistencyWeight / <f32>samples;
  const bytes = <usize>(width * channels) * floatBytes;
  let residual: f64 = 0;
  let consistency: f64 = 0;
  for (let row: usize = 0; row < <usize>height; row++) {
    const end = row * rowBytes + bytes;
    for (let at = row * rowBytes; at < end; at += floatBytes) {
      const f1 = load<f32>(denoised1 + at);
      const f2 = load<f32>(denoised2 + at);
      const residual1 = f1 - load<f32>(image2 + at);
      const residual2 = f2 - load<f32>(image1 + at);
      const consistency1 = f1 - load<f32>(target1 + at);
      const consistency2 = f2 - load<f32>(target2 + at);
      residual += <f64>residual1 * residual1 + <f64>residual2 * residual2;
      consistency += <f64>consistency1 * consistency1 + <f64>consistency2 * consistency2;
      store<f32>(gradient1 + at, -(residualScale * residual1 + consistencyScale * consistency1));
      store<f32>(gradient2 + at, -(residualScale * residual2 + consistencyScale * consistency2));
      store<f32>(target1 + at, consistencyScale * consistency1);
      store<f32>(target2 + at, consistencyScale * consistency2);
    }
  }
  store<f64>(loss, (0.5 * residualWeight * residual) / <f64>samples);
  store<f64>(loss + 8, (0.5 * consistencyWeight * consistency) / <f64>samples);
}
