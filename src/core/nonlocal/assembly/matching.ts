import { multiplyAdd } from '../../engines/assembly/vectors';
import { Band, floatBytes, patchesAcross, side } from './band';

/*
 * For each reference patch of a row, the patches around it that differ least, by the sum of their squared differences in the
 * first plane. Reference patches overlap, so the differences of whole columns are found once for all patches of the row
 * that they belong to.
 */

/** Fills `distances`, `places` and `counts` of the band for the reference patches of a row, the most alike first. */
export function matchPatches(band: Band, row: i32): void {
  const down = band.height - side + 1;
  startGroups(band, row);
  const first = max(0, row - band.radius);
  const last = min(down - 1, row + band.radius);
  for (let other = first; other <= last; other++) {
    differColumns(band, row, other);
    for (let shift = -band.radius; shift <= band.radius; shift++) {
      if (other != row || shift != 0) offer(band, other, shift);
    }
  }
}

/** A reference patch is in its own group, whatever else is. */
function startGroups(band: Band, row: i32): void {
  for (let i = 0; i < band.columnCount; i++) {
    const at = <usize>(i * band.groupSize) * floatBytes;
    const column = load<i32>(band.columns + <usize>i * floatBytes);
    store<f32>(band.distances + at, -1);
    store<i32>(band.places + at, row * band.width + column);
    store<i32>(band.counts + <usize>i * floatBytes, 1);
  }
}

/** Fills `differences`: for every shift and column the squared difference to the shifted column of the rows at `other`. */
function differColumns(band: Band, row: i32, other: i32): void {
  const image = band.pilot != 0 ? band.pilot : band.noisy;
  const rowBytes = <usize>band.stride * floatBytes;
  const here = image + <usize>row * rowBytes;
  const there = image + <usize>other * rowBytes;
  const shifts = 2 * band.radius + 1;
  for (let x = 0; x < band.width; x += 4) {
    const at = here + <usize>x * floatBytes;
    const p0 = v128.load(at);
    const p1 = v128.load(at + rowBytes);
    const p2 = v128.load(at + 2 * rowBytes);
    const p3 = v128.load(at + 3 * rowBytes);
    const p4 = v128.load(at + 4 * rowBytes);
    const p5 = v128.load(at + 5 * rowBytes);
    const p6 = v128.load(at + 6 * rowBytes);
    const p7 = v128.load(at + 7 * rowBytes);
    // columns left and right of the band are other rows' or padding; patches there are not offered
    let from = there + <usize>x * floatBytes - <usize>band.radius * floatBytes;
    let to = band.differences + <usize>x * floatBytes;
    for (let shift = 0; shift < shifts; shift++) {
      const d0 = f32x4.sub(p0, v128.load(from));
      const d1 = f32x4.sub(p1, v128.load(from + rowBytes));
      const d2 = f32x4.sub(p2, v128.load(from + 2 * rowBytes));
      const d3 = f32x4.sub(p3, v128.load(from + 3 * rowBytes));
      let even = multiplyAdd(d2, d2, f32x4.mul(d0, d0));
      let odd = multiplyAdd(d3, d3, f32x4.mul(d1, d1));
      const d4 = f32x4.sub(p4, v128.load(from + 4 * rowBytes));
      const d5 = f32x4.sub(p5, v128.load(from + 5 * rowBytes));
      const d6 = f32x4.sub(p6, v128.load(from + 6 * rowBytes));
      const d7 = f32x4.sub(p7, v128.load(from + 7 * rowBytes));
      even = multiplyAdd(d6, d6, multiplyAdd(d4, d4, even));
      odd = multiplyAdd(d7, d7, multiplyAdd(d5, d5, odd));
      v128.store(to, f32x4.add(even, odd));
      from += floatBytes;
      to += rowBytes;
    }
  }
}

/** Offers each reference patch of the row the patch `shift` columns beside it in the row `other`. */
function offer(band: Band, other: i32, shift: i32): void {
  const across = patchesAcross(band);
  const differences = band.differences + <usize>(shift + band.radius) * <usize>band.stride * floatBytes;
  const largest = band.largestDistance;
  const room = band.groupSize;
  for (let i = 0; i < band.columnCount; i++) {
    const column = load<i32>(band.columns + <usize>i * floatBytes);
    const beside = column + shift;
    if (<u32>beside >= <u32>across) continue;
    const at = differences + <usize>column * floatBytes;
    const halves = f32x4.add(v128.load(at), v128.load(at, 16));
    const distance =
      f32x4.extract_lane(halves, 0) +
      f32x4.extract_lane(halves, 1) +
      (f32x4.extract_lane(halves, 2) + f32x4.extract_lane(halves, 3));
    if (!(distance <= largest)) continue;
    const distances = band.distances + <usize>(i * room) * floatBytes;
    const places = band.places + <usize>(i * room) * floatBytes;
    let k = load<i32>(band.counts + <usize>i * floatBytes);
    if (k < room) store<i32>(band.counts + <usize>i * floatBytes, k + 1);
    else if (distance < load<f32>(distances + <usize>(room - 1) * floatBytes)) k = room - 1;
    else continue;
    while (k > 0 && load<f32>(distances + <usize>(k - 1) * floatBytes) > distance) {
      store<f32>(distances + <usize>k * floatBytes, load<f32>(distances + <usize>(k - 1) * floatBytes));
      store<i32>(places + <usize>k * floatBytes, load<i32>(places + <usize>(k - 1) * floatBytes));
      k--;
    }
    store<f32>(distances + <usize>k * floatBytes, distance);
    store<i32>(places + <usize>k * floatBytes, other * band.width + beside);
  }
}
