import { floatBytes } from '../../assembly/vectors';

/*
 * Filters as the convolution reads them: in blocks of 8 outputs (one of 4 where there are no more), each
 * [tap][input, rounded up as in canvases][output], so that a block is one stream. Their gradients are laid out alike.
 */

/** Channels of a pixel in a canvas: 4, or a multiple of 8. */
// @ts-ignore: decorator
@inline
function padded(channels: i32): i32 {
  return channels <= 4 ? 4 : (channels + 7) & ~7;
}

/** Where a weight is, in floats. */
// @ts-ignore: decorator
@inline
function place(tap: i32, taps: i32, input: i32, ins: i32, output: i32, outs: i32): i32 {
  const lanes = outs <= 4 ? 4 : 8;
  const block = output / lanes;
  return ((block * taps + tap) * padded(ins) + input) * lanes + (output % lanes);
}

/**
 * @param filters [tap][input][output]
 * @param mask [tap] of zeros and ones, or 0 for none
 * @param packed zeros where there is no weight; they stay
 * @param turned asks for the filters that take gradients back: the other way round, inputs and outputs exchanged
 */
export function packFilters(
  filters: usize,
  mask: usize,
  packed: usize,
  taps: i32,
  ins: i32,
  outs: i32,
  turned: bool,
): void {
  for (let tap = 0; tap < taps; tap++) {
    const share: f32 = mask ? load<f32>(mask + <usize>tap * floatBytes) : 1;
    for (let i = 0; i < ins; i++) {
      for (let o = 0; o < outs; o++, filters += floatBytes) {
        const to = turned ? place(taps - 1 - tap, taps, o, outs, i, ins) : place(tap, taps, i, ins, o, outs);
        store<f32>(packed + <usize>to * floatBytes, share * load<f32>(filters));
      }
    }
  }
}

/** The gradient of filters [tap][input][output] from the packed one; zero where the mask is. */
export function unpackFilterGradient(packed: usize, mask: usize, gradient: usize, taps: i32, ins: i32, outs: i32): void {
  for (let tap = 0; tap < taps; tap++) {
    const share: f32 = mask ? load<f32>(mask + <usize>tap * floatBytes) : 1;
    for (let i = 0; i < ins; i++) {
      for (let o = 0; o < outs; o++, gradient += floatBytes) {
        store<f32>(gradient, share * load<f32>(packed + <usize>place(tap, taps, i, ins, o, outs) * floatBytes));
      }
    }
  }
}
