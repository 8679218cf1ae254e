import { addTo, multiplyAdd } from '../../engines/assembly/vectors';
import { Band, columnBytes, floatBytes, patchAt, patchBytes, patchesAcross, side, vectorBytes, weightAt } from './band';
import { invertEight, transformEight, transposeFour } from './cosineTransform';

/*
 * From pixels to the coefficients of all patches and back. Neighbouring patches share their columns, so the vertical
 * transform is done once a column and row of patches, in both directions; the way back adds all estimates of a row up in
 * coefficients first.
 */

/** 8 vectors: four columns between their rows and their coefficients. */
const scratch: usize = memory.data(128, 16);
const scratchRowBytes: usize = 16;

/** Transforms the row of patches whose first pixels are in `row` of a plane. Columns past the width are not used. */
function transformColumns(pixels: usize, rowBytes: usize, width: i32, columns: usize): void {
  for (let x = 0; x < width; x += 4) {
    transformEight(pixels + <usize>x * floatBytes, rowBytes, scratch, scratchRowBytes);
    const to = columns + <usize>x * columnBytes;
    transposeFour(scratch, scratchRowBytes, to, columnBytes);
    transposeFour(scratch + 4 * scratchRowBytes, scratchRowBytes, to + vectorBytes, columnBytes);
  }
}

/** Fills the ring's row with the coefficients of the patches of `image`. */
export function transformPatches(band: Band, image: usize, ring: usize, row: i32): void {
  const across = patchesAcross(band);
  const rowBytes = <usize>band.stride * floatBytes;
  for (let plane = 0; plane < band.planes; plane++) {
    const pixels = image + <usize>plane * <usize>band.planeBytes + <usize>row * rowBytes;
    transformColumns(pixels, rowBytes, band.width, band.columnBuffer);
    let patch = patchAt(band, ring, row, plane, 0);
    let column = band.columnBuffer;
    for (let x = 0; x < across; x++) {
      transformEight(column, columnBytes, patch, columnBytes);
      transformEight(column + vectorBytes, columnBytes, patch + vectorBytes, columnBytes);
      patch += patchBytes;
      column += columnBytes;
    }
  }
}

/** Empties the ring's row for the estimates of its patches. */
export function clearEstimates(band: Band, row: i32): void {
  const patches = <usize>(band.planes * patchesAcross(band));
  memory.fill(patchAt(band, band.sumRing, row, 0, 0), 0, patches * patchBytes);
  memory.fill(weightAt(band, row, 0, 0), 0, patches * floatBytes);
}

/** Adds the estimates of the ring's row to the picture's sums and weights, under the window. */
export function addEstimates(band: Band, row: i32): void {
  for (let plane = 0; plane < band.planes; plane++) {
    addSums(band, row, plane);
    addWeights(band, row, plane);
  }
}

function addSums(band: Band, row: i32, plane: i32): void {
  const across = patchesAcross(band);
  const columns = band.columnBuffer;
  memory.fill(columns, 0, <usize>(band.width + 3) * columnBytes);
  let patch = patchAt(band, band.sumRing, row, plane, 0);
  let weight = weightAt(band, row, plane, 0);
  for (let x = 0; x < across; x++, patch += patchBytes, weight += floatBytes) {
    if (load<f32>(weight) == 0) continue;
    addToColumns(patch, columns + <usize>x * columnBytes, band.window);
    addToColumns(patch + vectorBytes, columns + <usize>x * columnBytes + vectorBytes, band.window);
  }
  const rowBytes = <usize>band.stride * floatBytes;
  const sums = band.sums + <usize>plane * <usize>band.planeBytes + <usize>row * rowBytes;
  for (let x = 0; x < band.width; x += 4) {
    const from = columns + <usize>x * columnBytes;
    transposeFour(from, columnBytes, scratch, scratchRowBytes);
    transposeFour(from + vectorBytes, columnBytes, scratch + 4 * scratchRowBytes, scratchRowBytes);
    invertEight(scratch, scratchRowBytes, scratch, scratchRowBytes);
    for (let y = 0; y < side; y++) {
      const share = v128.load32_splat(band.window + <usize>y * floatBytes);
      const to = sums + <usize>y * rowBytes + <usize>x * floatBytes;
      v128.store(to, multiplyAdd(share, v128.load(scratch + <usize>y * scratchRowBytes), v128.load(to)));
    }
  }
}

/** Half of the vertical frequencies of a patch, back to its columns. */
// @ts-ignore: decorator
@inline
function addToColumns(patch: usize, columns: usize, window: usize): void {
  invertEight(patch, columnBytes, scratch, scratchRowBytes);
  for (let n = 0; n < side; n++) {
    const share = v128.load32_splat(window + <usize>n * floatBytes);
    addTo(columns + <usize>n * columnBytes, f32x4.mul(share, v128.load(scratch + <usize>n * scratchRowBytes)));
  }
}

/** The window is a product of two, so the weights are spread along rows first, then along columns. */
function addWeights(band: Band, row: i32, plane: i32): void {
  const across = patchesAcross(band);
  const spread = band.columnBuffer;
  memory.fill(spread, 0, <usize>(band.width + side) * floatBytes);
  const weights = weightAt(band, row, plane, 0);
  for (let x = 0; x < across; x++) {
    const weight = v128.load32_splat(weights + <usize>x * floatBytes);
    const to = spread + <usize>x * floatBytes;
    addTo(to, f32x4.mul(weight, v128.load(band.window)));
    addTo(to + vectorBytes, f32x4.mul(weight, v128.load(band.window + vectorBytes)));
  }
  const rowBytes = <usize>band.stride * floatBytes;
  const target = band.weights + <usize>plane * <usize>band.planeBytes + <usize>row * rowBytes;
  for (let y = 0; y < side; y++) {
    const share = v128.load32_splat(band.window + <usize>y * floatBytes);
    for (let x = 0; x < band.width; x += 4) {
      const to = target + <usize>y * rowBytes + <usize>x * floatBytes;
      v128.store(to, multiplyAdd(share, v128.load(spread + <usize>x * floatBytes), v128.load(to)));
    }
  }
}
