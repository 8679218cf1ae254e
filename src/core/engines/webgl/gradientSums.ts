import { quads } from './parameterTexels';

/**
 * Where the partial sums of the gradient lie: each segment has a region of its own, in which a texel's four layers are
 * the four texels (one for each input of a quad) of the filter they are the gradient of. Biases are filters of an input
 * that is always one: they take the place of one more input quad, and their sum lies in layer 0.
 */
export interface SumArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const taps = 9;
/** Columns: (input quad, output quad), rows: taps. */
export const hiddenFilterSums: SumArea = { x: 0, y: 0, width: (quads + 1) * quads, height: taps };
export const inputFilterSums: SumArea = { x: hiddenFilterSums.width, y: 0, width: 2 * quads, height: taps };
/** Columns: input quad. */
export const outputFilterSums: SumArea = { x: inputFilterSums.x + 2 * quads, y: 0, width: quads + 1, height: 1 };
/** Layer 0: (residual, consistency, smoothing, 0). */
export const lossSums: SumArea = { x: outputFilterSums.x + quads + 1, y: 0, width: 1, height: 1 };

export const regionWidth = lossSums.x + 1;
export const regionHeight = taps;

/** Columns and rows of regions in the texture: no wider than every GPU allows. */
export function regionGrid(segments: number): readonly [columns: number, rows: number] {
  const leastMaximum = 2048;
  const columns = Math.min(segments, Math.floor(leastMaximum / regionWidth), Math.ceil(Math.sqrt(segments / 16)));
  return [columns, Math.ceil(segments / columns)];
}
