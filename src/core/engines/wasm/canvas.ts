/*
 * Kernels work on canvases: arrays [row][column][channel] that hold one or more planes (images) between zero borders, so
 * that inner loops need not ask where an image ends. Positions and sizes are in pixels.
 */

export interface Plane {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface Canvas {
  readonly rows: number;
  readonly columns: number;
}

/** Bytes of a pixel in a canvas of activations: 48 float32. */
export const activationBytes = 192;
/** The hidden convolution handles 4x4 pixels at a time. */
export const tileSide = 4;

const toWholeTiles = (side: number) => Math.ceil(side / tileSide) * tileSide;

/** The canvas of a training crop: y above D1 y and D2 y side by side, each with a border of one pixel. */
export interface CropCanvas extends Canvas {
  readonly y: Plane;
  readonly d1: Plane;
  readonly d2: Plane;
}

export function cropCanvas(height: number, width: number): CropCanvas {
  const [halfHeight, halfWidth] = [height / 2, width / 2];
  const y: Plane = { top: 1, left: 1, height, width };
  const d1: Plane = { top: toWholeTiles(height) + 2, left: 1, height: halfHeight, width: halfWidth };
  const d2: Plane = { ...d1, left: toWholeTiles(halfWidth) + 2 };
  return {
    y,
    d1,
    d2,
    rows: d1.top + toWholeTiles(halfHeight) + 1,
    columns: Math.max(toWholeTiles(width) + 2, d2.left + toWholeTiles(halfWidth) + 1),
  };
}

/** Bytes from the start of the canvas to the pixel. */
export function pixelOffset({ columns }: Canvas, row: number, column: number, pixelBytes: number): number {
  return (row * columns + column) * pixelBytes;
}

/** Where the 6x6 input pixels of each 4x4 tile of the plane start in a canvas of activations, in bytes. */
export function tileOffsets(canvas: Canvas, { top, left, height, width }: Plane): number[] {
  const offsets: number[] = [];
  for (let y = 0; y < height; y += tileSide) {
    for (let x = 0; x < width; x += tileSide) {
      offsets.push(pixelOffset(canvas, top + y - 1, left + x - 1, activationBytes));
    }
  }
  return offsets;
}
