import { floatBytes } from './vectors';

/*
 * The halves of an image of 1 to 4 channels: D1 y averages the anti-diagonal of each 2x2 block of y, D2 y the diagonal.
 * All planes of a canvas have rows `rowBytes` apart; `height` and `width` are those of a half.
 */

/**
 * Makes D1 y and D2 y.
 * @param d1 D1 y, of height x width pixels
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
        store<f32>(d1 + to, 0.5 * (load<f32>(block + pixel) + load<f32>(block + rowBytes)));
        store<f32>(d2 + to, 0.5 * (load<f32>(block) + load<f32>(block + rowBytes + pixel)));
      }
    }
  }
}

/** The transpose of downSample: takes gradients of D1 y and D2 y to that of y. */
export function spreadHalves(
  d1: usize,
  d2: usize,
  y: usize,
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
        const from = row * rowBytes + x * pixel + c;
        const toAntiDiagonal: f32 = 0.5 * load<f32>(d1 + from);
        const toDiagonal: f32 = 0.5 * load<f32>(d2 + from);
        store<f32>(block, toDiagonal);
        store<f32>(block + pixel, toAntiDiagonal);
        store<f32>(block + rowBytes, toAntiDiagonal);
        store<f32>(block + rowBytes + pixel, toDiagonal);
      }
    }
  }
}

/**
 * Exchanges the two halves' samples wherever the mask is not zero. Doing it twice changes nothing; its transpose is itself.
 * @param mask [height][width][channel]
 */
export function exchangeHalves(
  d1: usize,
  d2: usize,
  mask: usize,
  rowBytes: usize,
  channels: i32,
  height: i32,
  width: i32,
): void {
  const bytes = <usize>(width * channels) * floatBytes;
  for (let row: usize = 0; row < <usize>height; row++, mask += bytes) {
    for (let at: usize = 0; at < bytes; at += floatBytes) {
      if (load<f32>(mask + at) == 0) continue;
      const first = d1 + row * rowBytes + at;
      const second = d2 + row * rowBytes + at;
      const value = load<f32>(first);
      store<f32>(first, load<f32>(second));
      store<f32>(second, value);
    }
  }
}
