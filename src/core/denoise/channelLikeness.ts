import type { Raster } from '../image/raster';

/** Side of the squares whose means are compared: in them most of the noise has gone. */
const square = 4;
/** Squares looked at; of larger pages every n-th row and column of them. */
const squareLimit = 1 << 16;

/**
 * How much two channels of a page have in common, 0 (nothing) to 1: the size of the correlation of the differences
 * between neighbouring 4x4 squares. Noise hardly counts, and neither do brightness and slow changes of it. NaN when a
 * channel has no structure, or the page is too small.
 */
export function channelLikeness({ samples, width, height, channels }: Raster, a: number, b: number): number {
  const columns = Math.floor(width / square);
  const rows = Math.floor(height / square);
  const step = Math.max(1, Math.floor(Math.sqrt((columns * rows) / squareLimit)));
  const meanOf = (row: number, column: number, channel: number) => {
    let sum = 0;
    for (let y = 0; y < square; y++) {
      let at = ((row * square + y) * width + column * square) * channels + channel;
      for (let x = 0; x < square; x++, at += channels) sum += samples[at];
    }
    return sum / (square * square);
  };
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  const add = (changeA: number, changeB: number) => {
    if (!Number.isFinite(changeA) || !Number.isFinite(changeB)) return;
    squaresA += changeA * changeA;
    squaresB += changeB * changeB;
    products += changeA * changeB;
  };
  for (let row = 0; row + 1 < rows; row += step) {
    for (let column = 0; column + 1 < columns; column += step) {
      const changes = (channel: number) => {
        const here = meanOf(row, column, channel);
        return [meanOf(row, column + 1, channel) - here, meanOf(row + 1, column, channel) - here];
      };
      const [acrossA, downA] = changes(a);
      const [acrossB, downB] = changes(b);
      add(acrossA, acrossB);
      add(downA, downB);
    }
  }
  return Math.abs(products) / Math.sqrt(squaresA * squaresB);
}
