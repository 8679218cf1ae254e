/*
 * Undoes PNG's row filters (PNG section 9.2) a pixel at a time, a byte of it to a lane. Every address is that of a byte;
 * `left` and what comes before `above` are the pixels before, zeros at the start of a row. Whole groups of 8 or 16 bytes
 * are read and written, past the row's end too: what lies there is undefined afterwards.
 *
 * `length` is a multiple of `distance`, which is the bytes of a pixel, 1 to 8.
 */

/** 8 bytes as lanes of 16 bits, in which sums and differences of two bytes have room. */
@inline
function widened(address: usize): v128 {
  return v128.load_ext<u8>(address);
}

/** The low bytes of the lanes. */
@inline
function wrapped(lanes: v128): v128 {
  return v128.and(lanes, i16x8.splat(255));
}

@inline
function storeNarrowed(address: usize, lanes: v128): void {
  v128.store_lane<u64>(address, v128.narrow<u16>(lanes, lanes), 0);
}

/** Filter type 1: from the pixel to the left. */
export function undoSub(row: usize, out: usize, length: usize, distance: usize): void {
  let left = v128.load_zero<u64>(out - distance);
  for (let i: usize = 0; i < length; i += distance) {
    left = i8x16.add(left, v128.load_zero<u64>(row + i));
    v128.store_lane<u64>(out + i, left, 0);
  }
}

/** Filter type 2: from the pixel above. */
export function undoUp(row: usize, above: usize, out: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) {
    v128.store(out + i, i8x16.add(v128.load(row + i), v128.load(above + i)));
  }
}

/** Filter type 3: from the mean of the pixels to the left and above, rounded down. */
export function undoAverage(row: usize, above: usize, out: usize, length: usize, distance: usize): void {
  let left = widened(out - distance);
  for (let i: usize = 0; i < length; i += distance) {
    const mean = v128.shr<u16>(i16x8.add(left, widened(above + i)), 1);
    left = wrapped(i16x8.add(widened(row + i), mean));
    storeNarrowed(out + i, left);
  }
}

/** Filter type 4: from that of the pixels to the left, above and both which is nearest to left + above - both. */
export function undoPaeth(row: usize, above: usize, out: usize, length: usize, distance: usize): void {
  let left = widened(out - distance);
  let aboveLeft = widened(above - distance);
  for (let i: usize = 0; i < length; i += distance) {
    const over = widened(above + i);
    // the distances of left + over - aboveLeft from left, over and aboveLeft
    const fromLeftSigned = i16x8.sub(over, aboveLeft);
    const fromOverSigned = i16x8.sub(left, aboveLeft);
    const fromLeft = i16x8.abs(fromLeftSigned);
    const fromOver = i16x8.abs(fromOverSigned);
    const fromAboveLeft = i16x8.abs(i16x8.add(fromLeftSigned, fromOverSigned));
    const least = v128.min<i16>(fromLeft, v128.min<i16>(fromOver, fromAboveLeft));
    const notLeft = v128.bitselect(over, aboveLeft, i16x8.eq(fromOver, least));
    const predictor = v128.bitselect(left, notLeft, i16x8.eq(fromLeft, least));
    left = wrapped(i16x8.add(widened(row + i), predictor));
    storeNarrowed(out + i, left);
    aboveLeft = over;
  }
}
