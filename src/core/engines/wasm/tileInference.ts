import { activationBytes, pixelOffset, tileOffsets } from './canvas';
import type { Kernels } from './kernels';
import { blockBorder, blockHeight, blockWidth, type MemoryPlan } from './memoryPlan';

/** Addresses of the parameters that inference reads besides those derived from them. */
export interface InferenceParameters {
  readonly inputFilters: number;
  readonly inputBias: number;
  readonly hiddenBias: number;
  readonly outputBias: number;
}

/**
 * Applies the network to images of any size in memory of fixed size: block by block, each with the border of pixels that
 * its results depend on. Blocks start at multiples of the hidden convolution's tiles, so that every pixel is computed by
 * the same operations however the rows are divided among calls.
 */
export class TileInference {
  private readonly floats: Float32Array;
  private readonly words: Uint32Array;
  private readonly imagePixelBytes: number;
  private readonly imageRowBytes: number;
  private readonly hiddenRowBytes: number;

  constructor(
    private readonly kernels: Kernels,
    buffer: ArrayBuffer,
    private readonly plan: MemoryPlan,
    private readonly channels: number,
    private readonly parameters: InferenceParameters,
  ) {
    this.floats = new Float32Array(buffer);
    this.words = new Uint32Array(buffer);
    this.imagePixelBytes = channels * 4;
    this.imageRowBytes = plan.block.canvas.columns * this.imagePixelBytes;
    this.hiddenRowBytes = plan.block.canvas.columns * activationBytes;
  }

  /**
   * @param tile [height][width][channel]
   * @param firstRow a multiple of `blockHeight`
   * @param result gets f(tile) of these rows: [endRow - firstRow][width][channel]
   */
  run(tile: Float32Array, height: number, width: number, firstRow: number, endRow: number, result: Float32Array): void {
    for (let top = firstRow; top < endRow; top += blockHeight) {
      const rows = Math.min(blockHeight, endRow - top);
      for (let left = 0; left < width; left += blockWidth) {
        const columns = Math.min(blockWidth, width - left);
        this.placeImage(tile, height, width, top, left);
        this.denoise(height, width, top, left, rows, columns);
        this.copyResult(result, width, top - firstRow, left, rows, columns);
      }
    }
  }

  /** Copies the block and its border, zeros where the tile ends. */
  private placeImage(tile: Float32Array, height: number, width: number, top: number, left: number): void {
    const { images, canvas } = this.plan.block;
    const { channels } = this;
    this.floats.fill(0, images / 4, images / 4 + canvas.rows * canvas.columns * channels);
    const firstRow = Math.max(top - blockBorder, 0);
    const firstColumn = Math.max(left - blockBorder, 0);
    const endRow = Math.min(top - blockBorder + canvas.rows, height);
    const endColumn = Math.min(left - blockBorder + canvas.columns, width);
    for (let row = firstRow; row < endRow; row++) {
      const canvasRow = row - top + blockBorder;
      const canvasColumn = firstColumn - left + blockBorder;
      const to = (images + pixelOffset(canvas, canvasRow, canvasColumn, this.imagePixelBytes)) / 4;
      const from = row * width * channels;
      this.floats.set(tile.subarray(from + firstColumn * channels, from + endColumn * channels), to);
    }
  }

  private denoise(height: number, width: number, top: number, left: number, rows: number, columns: number): void {
    const { kernels, plan, channels, parameters, imagePixelBytes, imageRowBytes, hiddenRowBytes } = this;
    const { block } = plan;
    // The second convolution sees one pixel around the block; the first layer is zero, not computed, outside the tile.
    const firstRow = Math.max(top - 1, 0);
    const firstColumn = Math.max(left - 1, 0);
    const regionHeight = Math.min(top + rows + 1, height) - firstRow;
    const regionWidth = Math.min(left + columns + 1, width) - firstColumn;
    const canvasRow = firstRow - top + blockBorder;
    const canvasColumn = firstColumn - left + blockBorder;
    if (regionHeight < blockHeight + 2 || regionWidth < blockWidth + 2) {
      const { canvas, hidden1 } = block;
      this.floats.fill(0, hidden1 / 4, (hidden1 + canvas.rows * hiddenRowBytes) / 4);
    }
    kernels.convolveInput(
      block.images + pixelOffset(block.canvas, canvasRow - 1, canvasColumn - 1, imagePixelBytes),
      imageRowBytes,
      channels,
      parameters.inputFilters,
      parameters.inputBias,
      block.hidden1 + pixelOffset(block.canvas, canvasRow, canvasColumn, activationBytes),
      hiddenRowBytes,
      regionHeight,
      regionWidth,
    );
    const offsets = tileOffsets(block.canvas, { ...block.plane, height: rows, width: columns });
    this.words.set(offsets, block.tiles / 4);
    kernels.convolveHidden(
      block.hidden1,
      block.hidden2,
      hiddenRowBytes,
      block.tiles,
      offsets.length,
      plan.forwardFilters,
      plan.workspace,
    );
    const start = pixelOffset(block.canvas, blockBorder, blockBorder, imagePixelBytes);
    kernels.denoisePlane(
      block.hidden2 + pixelOffset(block.canvas, blockBorder, blockBorder, activationBytes),
      hiddenRowBytes,
      parameters.hiddenBias,
      plan.outputFilters,
      parameters.outputBias,
      channels,
      block.images + start,
      block.denoised + start,
      imageRowBytes,
      rows,
      columns,
    );
  }

  private copyResult(
    result: Float32Array,
    width: number,
    top: number,
    left: number,
    rows: number,
    columns: number,
  ): void {
    const { canvas, denoised } = this.plan.block;
    for (let row = 0; row < rows; row++) {
      const from = (denoised + pixelOffset(canvas, blockBorder + row, blockBorder, this.imagePixelBytes)) / 4;
      const values = this.floats.subarray(from, from + columns * this.channels);
      result.set(values, ((top + row) * width + left) * this.channels);
    }
  }
}
