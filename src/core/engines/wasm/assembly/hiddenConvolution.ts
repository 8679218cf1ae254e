import { floatBytes, vectorBytes } from '../../assembly/vectors';
import { embedding, pixelBytes } from './layout';
import { multiplyMatrices } from './matrixProduct';
import {
  points,
  transformFilter,
  transformFilterGradient,
  transformInput,
  transformOutput,
  transformOutputGradient,
} from './winograd';

/*
 * The 3x3 convolution from 48 to 48 channels, forward and backward. It is applied to tiles, given as a list of byte
 * offsets (u32) of their 6x6 input pixels from the start of the canvas; the 4x4 results lie one pixel further in. Tiles
 * are handled in blocks, so that what is transformed stays in the second-level cache.
 */

const tilesPerBlock: i32 = 32;
/** A cache line more than the tiles need: the points of a tile would otherwise fall into the same set of the cache. */
const pointBytes: usize = <usize>tilesPerBlock * pixelBytes + 64;
const blockBytes: usize = <usize>points * pointBytes;
const matrixBytes: usize = <usize>embedding * pixelBytes;

/** Bytes of memory that a call may use between its start and end. */
export function hiddenWorkspaceBytes(): usize {
  return 2 * blockBytes;
}

/** Bytes of one set of transformed filters: [point][in][out]. */
export function transformedFilterBytes(): usize {
  return <usize>points * matrixBytes;
}

/** Turns filters [3][3][in][out] into [point][in][out]. */
export function transformHiddenFilters(filters: usize, transformed: usize): void {
  for (let at: usize = 0; at < matrixBytes; at += vectorBytes) {
    transformFilter(filters + at, matrixBytes, transformed + at, matrixBytes);
  }
}

/** Filters whose convolution is the transpose: [3][3][in][out] turned by 180 degrees, with in and out exchanged. */
export function transposeHiddenFilters(filters: usize, transposed: usize): void {
  for (let tap = 0; tap < 9; tap++) {
    const from = filters + <usize>tap * matrixBytes;
    const to = transposed + <usize>(8 - tap) * matrixBytes;
    for (let input = 0; input < embedding; input++) {
      for (let output = 0; output < embedding; output++) {
        const value = load<f32>(from + <usize>(input * embedding + output) * floatBytes);
        store<f32>(to + <usize>(output * embedding + input) * floatBytes, value);
      }
    }
  }
}

/** Convolves the tiles of the canvas `input` into the canvas `output`; neither bias nor activation. */
export function convolveHidden(
  input: usize,
  output: usize,
  rowBytes: usize,
  tiles: usize,
  tileCount: i32,
  transformedFilters: usize,
  workspace: usize,
): void {
  const products = workspace + blockBytes;
  for (let first = 0; first < tileCount; first += tilesPerBlock) {
    const count = min(tilesPerBlock, tileCount - first);
    const block = tiles + <usize>first * 4;
    for (let t: usize = 0; t < <usize>count; t++) {
      transformInput(input + load<u32>(block + t * 4), rowBytes, workspace + t * pixelBytes, pointBytes);
    }
    // An odd last row is multiplied with whatever the workspace holds after it, and not read.
    const rows = (count + 1) & ~1;
    for (let p: usize = 0; p < <usize>points; p++) {
      multiplyMatrices(
        workspace + p * pointBytes,
        pixelBytes,
        floatBytes,
        transformedFilters + p * matrixBytes,
        products + p * pointBytes,
        rows,
        embedding,
        false,
      );
    }
    for (let t: usize = 0; t < <usize>count; t++) {
      const tile = output + load<u32>(block + t * 4) + rowBytes + pixelBytes;
      transformOutput(products + t * pixelBytes, pointBytes, tile, rowBytes);
    }
  }
}

/**
 * Adds to `transformedGradient` [point][in][out] what the tiles contribute to the gradient of the filters.
 * @param input the canvas that was convolved
 * @param outputGradient dL/d(result); zero outside the planes
 */
export function accumulateHiddenFilterGradient(
  input: usize,
  outputGradient: usize,
  rowBytes: usize,
  tiles: usize,
  tileCount: i32,
  transformedGradient: usize,
  workspace: usize,
): void {
  const gradients = workspace + blockBytes;
  for (let first = 0; first < tileCount; first += tilesPerBlock) {
    const count = min(tilesPerBlock, tileCount - first);
    const block = tiles + <usize>first * 4;
    for (let t: usize = 0; t < <usize>count; t++) {
      const tile = load<u32>(block + t * 4);
      transformInput(input + tile, rowBytes, workspace + t * pixelBytes, pointBytes);
      const inner = outputGradient + tile + rowBytes + pixelBytes;
      transformOutputGradient(inner, rowBytes, gradients + t * pixelBytes, pointBytes);
    }
    for (let p: usize = 0; p < <usize>points; p++) {
      multiplyMatrices(
        workspace + p * pointBytes,
        floatBytes,
        pixelBytes,
        gradients + p * pointBytes,
        transformedGradient + p * matrixBytes,
        embedding,
        count,
        true,
      );
    }
  }
}

/** Turns a gradient by the transformed filters into one by the filters: [point][in][out] to [3][3][in][out]. */
export function finishHiddenFilterGradient(transformedGradient: usize, gradient: usize): void {
  for (let at: usize = 0; at < matrixBytes; at += vectorBytes) {
    transformFilterGradient(transformedGradient + at, matrixBytes, gradient + at, matrixBytes);
  }
}
