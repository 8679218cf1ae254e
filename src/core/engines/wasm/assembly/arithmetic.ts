/** Slope of LeakyReLU below zero (`leakySlope` in networks/zsN2n.ts). */
const leakySlope: f32 = 0.2;

/** a * b + c. The relaxed build may fuse and round once, which real CPUs do in one instruction. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

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

/** Adds `value` to the vector in memory. */
// @ts-ignore: decorator
@inline
export function addTo(address: usize, value: v128): void {
  v128.store(address, f32x4.add(v128.load(address), value));
}

// @ts-ignore: decorator
@inline
export function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}
