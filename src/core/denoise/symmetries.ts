/** One of the eight ways to lay a rectangle on itself or its transpose: rotations by quarter turns, and their mirrors. */
export interface Symmetry {
  /** Rows become columns first. */
  readonly transposes: boolean;
  readonly flipsRows: boolean;
  readonly flipsColumns: boolean;
}

export const identity: Symmetry = { transposes: false, flipsRows: false, flipsColumns: false };

export const allSymmetries: readonly Symmetry[] = [false, true].flatMap((transposes) =>
  [false, true].flatMap((flipsRows) => [false, true].map((flipsColumns) => ({ transposes, flipsRows, flipsColumns }))),
);

/**
 * For every pixel of the changed picture, in order, the pixel of the original that lands there.
 * @returns indices of pixels, [newHeight][newWidth]; sides change places when the symmetry transposes.
 */
export function pixelOrder(
  { transposes, flipsRows, flipsColumns }: Symmetry,
  height: number,
  width: number,
): Uint32Array {
  const [newHeight, newWidth] = transposes ? [width, height] : [height, width];
  const order = new Uint32Array(height * width);
  for (let y = 0, i = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++, i++) {
      const row = flipsRows ? newHeight - 1 - y : y;
      const column = flipsColumns ? newWidth - 1 - x : x;
      order[i] = transposes ? column * width + row : row * width + column;
    }
  }
  return order;
}
