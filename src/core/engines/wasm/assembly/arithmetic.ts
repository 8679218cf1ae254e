/** Slope of LeakyReLU below zero (`leakySlope` in networks/zsN2n.ts). */
const leakySlope: f32 = 0.2;

/** LeakyReLU; `pmax` is one instruction where `max` would have to order NaN and signed zeros. */
// @ts-ignore: decorator
@inline
export function leakyRelu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.mul(x, f32x4.splat(leakySlope)));
}

/** Gradient before LeakyReLU. The sign of its result `activation` is that of its argument. */
// @ts-ignore: decorator
@inline
export function leakyReluGradient(gradient: v128, activation: v128): v128 {
  return v128.bitselect(
    gradient,
    f32x4.mul(gradient, f32x4.splat(leakySlope)),
    f32x4.gt(activation, f32x4.splat(0)),
  );
}
