import { vectorBytes } from './vectors';

const beta1: f32 = 0.9;
const beta2: f32 = 0.999;
/** 1 - beta1 and 1 - beta2 as numbers of their own: the float32 difference 1 - 0.999 is off by 5 in 100 000. */
const share1: f32 = 0.1;
const share2: f32 = 0.001;
const epsilon: f32 = 1e-8;

/**
 * The mean of the gradients of a batch, summed in the order of its crops.
 * @param gradients [crop][parameter], `bytes` apart
 * @param bytes of one gradient, a multiple of 16
 */
export function averageGradients(gradients: usize, crops: i32, bytes: usize, average: usize): void {
  const share = f32x4.splat(1 / <f32>crops);
  const end = <usize>crops * bytes;
  for (let at: usize = 0; at < bytes; at += vectorBytes) {
    let sum = v128.load(gradients + at);
    for (let crop = bytes; crop < end; crop += bytes) sum = f32x4.add(sum, v128.load(gradients + crop + at));
    v128.store(average + at, f32x4.mul(sum, share));
  }
}

/**
 * One step of Adam (Kingma & Ba, 2015) as PyTorch takes it: p -= rate * m / (sqrt(v) * scale + epsilon).
 * @param rate learning rate / (1 - beta1^step)
 * @param scale 1 / sqrt(1 - beta2^step)
 * @param bytes of the parameters, a multiple of 16
 */
export function stepAdam(
  parameters: usize,
  gradient: usize,
  firstMoment: usize,
  secondMoment: usize,
  bytes: usize,
  rate: f32,
  scale: f32,
): void {
  for (let at: usize = 0; at < bytes; at += vectorBytes) {
    const g = v128.load(gradient + at);
    const m = f32x4.add(
      f32x4.mul(v128.load(firstMoment + at), f32x4.splat(beta1)),
      f32x4.mul(g, f32x4.splat(share1)),
    );
    const v = f32x4.add(
      f32x4.mul(v128.load(secondMoment + at), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(share2)),
    );
    v128.store(firstMoment + at, m);
    v128.store(secondMoment + at, v);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), f32x4.splat(scale)), f32x4.splat(epsilon));
    const change = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), root);
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), change));
  }
}
