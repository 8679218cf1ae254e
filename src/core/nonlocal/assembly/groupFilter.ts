import { multiplyAdd, sumOfLanes } from '../../engines/assembly/vectors';
import { Band, coefficients, floatBytes, patchAt, patchBytes, vectorBytes, weightAt } from './band';

/*
 * Collaborative filtering of a group of like patches (Dabov et al., 2007): their coefficients are transformed along the group,
 * what looks like noise is taken away, and the patches get their estimates back, weighted by the noise left in them.
 */

const vectors: i32 = coefficients / 4;

/** Filters the group of the reference patch number `index` of the row in every plane. */
export function filterGroup(band: Band, index: i32): void {
  const count = load<i32>(band.counts + <usize>index * floatBytes);
  const size = 1 << (31 - clz(count));
  const places = band.places + <usize>(index * band.groupSize) * floatBytes;
  for (let plane = 0; plane < band.planes; plane++) {
    const variances = band.variances + <usize>plane * patchBytes;
    gather(band, band.noisyRing, places, size, plane, band.group);
    transformGroup(band.group, size);
    let remaining: f32;
    if (band.pilot != 0) {
      gather(band, band.pilotRing, places, size, plane, band.pilotGroup);
      transformGroup(band.pilotGroup, size);
      remaining = shrink(band, size, variances);
    } else {
      remaining = cutOff(band, size, variances);
    }
    transformGroup(band.group, size);
    scatter(band, places, size, plane, remaining > 0 ? 1 / remaining : 1);
  }
}

function gather(band: Band, ring: usize, places: usize, size: i32, plane: i32, group: usize): void {
  for (let k = 0; k < size; k++) {
    const place = load<i32>(places + <usize>k * floatBytes);
    const from = patchAt(band, ring, place / band.width, plane, place % band.width);
    memory.copy(group + <usize>k * patchBytes, from, patchBytes);
  }
}

/** Walsh-Hadamard transform along the group, not normalised: twice gives `size` times the same. */
function transformGroup(group: usize, size: i32): void {
  let span = 1;
  for (; span * 4 <= size; span *= 4) {
    const distance = <usize>span * patchBytes;
    for (let start = 0; start < size; start += 4 * span) {
      for (let k = start; k < start + span; k++) {
        let at = group + <usize>k * patchBytes;
        for (let v = 0; v < vectors; v++, at += vectorBytes) {
          const a = v128.load(at);
          const b = v128.load(at + distance);
          const c = v128.load(at + 2 * distance);
          const d = v128.load(at + 3 * distance);
          const ab = f32x4.add(a, b);
          const cd = f32x4.add(c, d);
          const abTilt = f32x4.sub(a, b);
          const cdTilt = f32x4.sub(c, d);
          v128.store(at, f32x4.add(ab, cd));
          v128.store(at + distance, f32x4.add(abTilt, cdTilt));
          v128.store(at + 2 * distance, f32x4.sub(ab, cd));
          v128.store(at + 3 * distance, f32x4.sub(abTilt, cdTilt));
        }
      }
    }
  }
  if (span == size) return;
  const distance = <usize>span * patchBytes;
  for (let at = group; at < group + distance; at += vectorBytes) {
    const a = v128.load(at);
    const b = v128.load(at + distance);
    v128.store(at, f32x4.add(a, b));
    v128.store(at + distance, f32x4.sub(a, b));
  }
}

/** Hard threshold; the group's mean stays. Returns the variance of the noise that is left. */
function cutOff(band: Band, size: i32, variances: usize): f32 {
  const mean = load<f32>(band.group);
  let left = f32x4.splat(0);
  const limit = f32x4.splat(band.threshold * band.threshold * <f32>size);
  for (let v: usize = 0; v < patchBytes; v += vectorBytes) {
    const variance = v128.load(variances + v);
    const least = f32x4.mul(limit, variance);
    for (let k = 0; k < size; k++) {
      const at = band.group + <usize>k * patchBytes + v;
      const value = v128.load(at);
      const isKept = f32x4.ge(f32x4.mul(value, value), least);
      v128.store(at, v128.and(value, isKept));
      left = f32x4.add(left, v128.and(variance, isKept));
    }
  }
  if (load<f32>(band.group) == 0 && mean != 0) {
    store<f32>(band.group, mean);
    return sumOfLanes(left) + load<f32>(variances);
  }
  return sumOfLanes(left);
}

/** The empirical Wiener filter of the pilot's group. Returns the variance of the noise that is left. */
function shrink(band: Band, size: i32, variances: usize): f32 {
  let left = f32x4.splat(0);
  const scale = f32x4.splat(<f32>size);
  for (let v: usize = 0; v < patchBytes; v += vectorBytes) {
    const variance = v128.load(variances + v);
    const noise = f32x4.mul(scale, variance);
    for (let k = 0; k < size; k++) {
      const offset = <usize>k * patchBytes + v;
      const pilot = v128.load(band.pilotGroup + offset);
      const power = f32x4.mul(pilot, pilot);
      const share = f32x4.div(power, f32x4.add(power, noise));
      v128.store(band.group + offset, f32x4.mul(share, v128.load(band.group + offset)));
      left = multiplyAdd(f32x4.mul(share, share), variance, left);
    }
  }
  return sumOfLanes(left);
}

/** Gives the patches their estimates. */
function scatter(band: Band, places: usize, size: i32, plane: i32, weight: f32): void {
  const scale = f32x4.splat(weight / <f32>size);
  for (let k = 0; k < size; k++) {
    const place = load<i32>(places + <usize>k * floatBytes);
    const row = place / band.width;
    const column = place % band.width;
    const from = band.group + <usize>k * patchBytes;
    const to = patchAt(band, band.sumRing, row, plane, column);
    for (let v: usize = 0; v < patchBytes; v += vectorBytes) {
      v128.store(to + v, multiplyAdd(scale, v128.load(from + v), v128.load(to + v)));
    }
    const at = weightAt(band, row, plane, column);
    store<f32>(at, load<f32>(at) + weight);
  }
}
