import { jointChannelsOf, type Raster } from './raster';

const side = 8;
const offsets = side * side;
/** Blocks looked at for every place the grid may have. */
const blockLimit = 144;
/** Fewer say nothing: in a small smooth picture coefficients are nothing by chance. */
const fewestBlocks = 16;
/** Frequencies looked at along rows and columns: the high ones, of which JPEG keeps least. */
const firstFrequency = 2;
const frequencies = side - firstFrequency;
const coefficients = frequencies * frequencies;
/** A coefficient counts as nothing below this share of the usual size of its frequency. */
const nothing = 0.25;

/**
 * Trace of JPEG's 8x8 blocks, wherever their grid begins: there, and only there, JPEG has rounded many coefficients of
 * the cosine transform to nothing. Returns by how much the share of such coefficients on the grid exceeds the share
 * elsewhere, 0 to 1; about 0 without a grid, and for pictures too small to say.
 */
export function blockGridStrength(raster: Raster): number {
  const columns = Math.floor(raster.width / side) - 1;
  const rows = Math.floor(raster.height / side) - 1;
  if (columns < 1 || rows < 1 || columns * rows < fewestBlocks) return 0;
  const blocks = spread(rows, columns);
  const sizes = new Float32Array(offsets * blocks.length * coefficients);
  const pixels = new Float32Array(side * side);
  let at = 0;
  for (let offset = 0; offset < offsets; offset++) {
    for (const { row, column } of blocks) {
      readBlock(raster, row * side + Math.floor(offset / side), column * side + (offset % side), pixels);
      highCoefficients(pixels, sizes, at);
      at += coefficients;
    }
  }
  const shares = sharesOfNothing(sizes, blocks.length);
  const sorted = shares.toSorted();
  return sorted[offsets - 1] - sorted[offsets / 2];
}

/** Blocks evenly spread over a grid. */
function spread(rows: number, columns: number): { row: number; column: number }[] {
  const step = Math.max(1, Math.sqrt((rows * columns) / blockLimit));
  const found: { row: number; column: number }[] = [];
  for (let row = 0; row < rows; row += step) {
    for (let column = 0; column < columns; column += step) {
      found.push({ row: Math.floor(row), column: Math.floor(column) });
    }
  }
  return found;
}

/** ITU-R BT.601, which JPEG uses. */
const lumaWeights = [0.299, 0.587, 0.114];

/** Fills `pixels` ([row][column]) with the brightness of an 8x8 block. */
function readBlock(raster: Raster, top: number, left: number, pixels: Float32Array): void {
  const { samples, width, channels } = raster;
  const weights = jointChannelsOf(raster) === 3 ? lumaWeights : [1];
  for (let i = 0; i < pixels.length; i++) {
    const at = ((top + Math.floor(i / side)) * width + left + (i % side)) * channels;
    pixels[i] = weights.reduce((sum, weight, c) => sum + weight * samples[at + c], 0);
  }
}

/** cosines[frequency - firstFrequency][position] */
const cosines = Array.from({ length: frequencies }, (_, f) =>
  Float32Array.from(
    { length: side },
    (_, x) => Math.cos(((2 * x + 1) * (f + firstFrequency) * Math.PI) / (2 * side)) / 2,
  ),
);
const rowsDone = new Float32Array(frequencies * side);

/** Writes the absolute high coefficients of the block's cosine transform (DCT-II) to `target` from `at`. */
function highCoefficients(pixels: Float32Array, target: Float32Array, at: number): void {
  for (let f = 0; f < frequencies; f++) {
    for (let row = 0; row < side; row++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += cosines[f][x] * pixels[row * side + x];
      rowsDone[f * side + row] = sum;
    }
  }
  for (let u = 0; u < frequencies; u++) {
    for (let v = 0; v < frequencies; v++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += cosines[v][y] * rowsDone[u * side + y];
      target[at + u * frequencies + v] = Math.abs(sum);
    }
  }
}

/** For every offset of the grid the share of coefficients that are nothing. */
function sharesOfNothing(sizes: Float32Array, blocks: number): Float64Array {
  const shares = new Float64Array(offsets);
  const perOffset = blocks * coefficients;
  for (let c = 0; c < coefficients; c++) {
    const ofFrequency = Float32Array.from({ length: offsets * blocks }, (_, i) => sizes[i * coefficients + c]);
    const limit = nothing * ofFrequency.toSorted()[ofFrequency.length >> 1];
    ofFrequency.forEach((size, i) => {
      if (size < limit) shares[Math.floor(i / blocks)] += 1 / perOffset;
    });
  }
  return shares;
}
