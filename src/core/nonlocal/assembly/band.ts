/*
 * A band of a picture: rows and columns around the reference patches that one call handles, wide enough to hold all patches
 * that may be like them. Memory is laid out by the caller (see ../bandMemory.ts); every field is an i32, addresses in bytes.
 */

/** Pixels of a patch's side. */
export const side: i32 = 8;
/** Coefficients of a patch. */
export const coefficients: i32 = 64;
export const floatBytes: usize = 4;
export const vectorBytes: usize = 16;
/** Bytes of a patch's coefficients: [horizontal frequency][vertical frequency]. */
export const patchBytes: usize = 256;
/** Bytes of a column of 8 vertical frequencies. */
export const columnBytes: usize = 32;

@unmanaged
export class Band {
  /** Pixels. Both at least 8. */
  height: i32;
  width: i32;
  /** Planes of the picture: its colours in a decorrelated space. */
  planes: i32;
  /** Floats from one row of a plane to the next. */
  stride: i32;
  /** Bytes from one plane to the next. */
  planeBytes: i32;
  /** [plane][height][stride] */
  noisy: usize;
  /** Like `noisy`: the picture to match patches in and to take the Wiener filter's weights from; 0: threshold instead. */
  pilot: usize;
  /** [plane][64]: variance of the noise in each coefficient of a patch. */
  variances: usize;
  /** Pixels between a reference patch and those compared with it, at most, each way. */
  radius: i32;
  /** Largest number of patches of a group, a power of two, 2 to 32. */
  groupSize: i32;
  /** Rows [rowCount] and columns [columnCount] of the reference patches, in ascending order. */
  rows: usize;
  rowCount: i32;
  columns: usize;
  columnCount: i32;
  /** Result: weighted sums of estimates and sums of weights, like `noisy`; zero at the start. */
  sums: usize;
  weights: usize;
  /** Rows of patches held at a time: 2 * radius + 1 and the step between reference rows, or more. */
  ringRows: i32;
  /** [ringRows][plane][width - 7][64], the coefficients of the patches of `noisy` and `pilot`. */
  noisyRing: usize;
  pilotRing: usize;
  /** Like `noisyRing`: weighted sums of the patches' estimates. */
  sumRing: usize;
  /** [ringRows][plane][width - 7]: the weights of these sums. */
  weightRing: usize;
  /** [width][8] and some room: a row's patches after or before their vertical transform. */
  columnBuffer: usize;
  /** [2 * radius + 1][stride]: squared differences of columns. */
  differences: usize;
  /** [columnCount][groupSize] distances, then places (row * width + column), then [columnCount] how many there are. */
  distances: usize;
  places: usize;
  counts: usize;
  /** [groupSize][64] twice: a group's coefficients, and its pilot's. */
  group: usize;
  pilotGroup: usize;
  /** Kaiser window of 8 floats. */
  window: usize;
  /** Largest sum of squared differences of two patches (64 pixels) that count as alike. */
  largestDistance: f32;
  /** Coefficients below this many standard deviations are taken for noise. */
  threshold: f32;
}

/** Patches of a row. */
// @ts-ignore: decorator
@inline
export function patchesAcross(band: Band): i32 {
  return band.width - side + 1;
}

/** Address of a patch's coefficients in a ring. */
// @ts-ignore: decorator
@inline
export function patchAt(band: Band, ring: usize, row: i32, plane: i32, column: i32): usize {
  const slot = row % band.ringRows;
  return ring + <usize>((slot * band.planes + plane) * patchesAcross(band) + column) * patchBytes;
}

/** Address of the weight of a patch's sum. */
// @ts-ignore: decorator
@inline
export function weightAt(band: Band, row: i32, plane: i32, column: i32): usize {
  const slot = row % band.ringRows;
  return band.weightRing + <usize>((slot * band.planes + plane) * patchesAcross(band) + column) * floatBytes;
}
