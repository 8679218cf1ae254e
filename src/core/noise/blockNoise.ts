import type { Raster } from '../image/raster';
import type { SampleMask } from '../image/sampleMask';

/** Samples of a block that may be filled in; more of them would smooth it. */
const mostFilled = 4;
/** Side of the blocks that are looked at. */
const side = 8;
const pixels = side * side;
/** Blocks looked at in a page; of larger pages every n-th row and column of blocks. */
const blockLimit = 1 << 13;
/** Small pages are looked at in blocks that overlap, so that there are enough to compare. */
const fewBlocks = 64;

/** Share of a normal distribution's variance that is left within the two classes of Otsu's threshold, in 64 samples. */
const twoClassShare = 0.3426;
/** Below this share of the fine details' variance, what is within the classes is two values and noise. */
const farApart = 0.25;
/** Mean of the least of the four estimates of a block below, for white noise of variance 1. */
const leastOfFour = 0.71;

/** Limits that 96 % of the blocks of white noise keep; texture, lines, dots and letters break at least one of them. */
const coarseShare = { least: 0.2, most: 2.4 };
const mostUneven = 4;
const leastTwoClass = 0.5;
const mostConcentrated = 0.4;

/** What an 8x8 block of one channel tells about noise. */
export interface BlockNoise {
  readonly mean: number;
  /** Mean square of the finest details: the variance of white noise on a smooth ground, more where there is texture. */
  readonly variance: number;
  /**
   * The same for white noise, but not led astray by what has a direction (lines, a chequerboard: the least of the three
   * orientations) or two values (letters, dots: the variance within the two classes of Otsu's threshold).
   */
  readonly least: number;
  /** Mean square of details of twice the size, as a share of `variance`: 1 for white noise. */
  readonly coarse: number;
  /** Largest over smallest mean square of the three orientations. */
  readonly uneven: number;
  /** Variance within two classes, as a share of `variance`; 1 for normal noise, near 0 for letters and dots. */
  readonly twoClass: number;
  /** Largest share of a 2x2 cell in the finest details: 0.2 for normal noise, more where a single point stands out. */
  readonly concentrated: number;
  /** Share of neighbours in a row that have exactly the same value. */
  readonly equal: number;
}

/** Whether the block looks like white noise on a smooth ground; some 96 % of such blocks do. */
export function looksLikeNoise(block: BlockNoise, ignoresValues: boolean): boolean {
  const { coarse, uneven, twoClass, concentrated } = block;
  const isWhite = coarse >= coarseShare.least && coarse <= coarseShare.most && uneven <= mostUneven;
  return isWhite && (ignoresValues || (twoClass >= leastTwoClass && concentrated <= mostConcentrated));
}

export interface BlockSurvey {
  /** Those in which something varies. */
  readonly blocks: readonly BlockNoise[];
  /** How many hold one value throughout. */
  readonly constant: number;
}

/**
 * Looks at 8x8 blocks all over one channel of a page; blocks that hold NaN or infinities, or more than a few samples
 * that were filled in, are left out.
 * @param spacing pixels from one sample of a block to the next: 2 looks at the places of 2x2 cells apart, in turn
 */
export function surveyBlocks(
  { samples, width, height, channels }: Raster,
  channel: number,
  spacing: 1 | 2,
  gaps?: SampleMask,
): BlockSurvey {
  const blocks: BlockNoise[] = [];
  let constant = 0;
  let count = 0;
  const values = new Float64Array(pixels);
  const size = side * spacing;
  const step = blockStep(Math.floor(width / size) * Math.floor(height / size), size);
  for (let row = 0; row + size <= height; row += step) {
    for (let column = 0; column + size <= width; column += step) {
      const left = column + (count % spacing);
      const top = row + ((count >> 1) % spacing);
      count++;
      let filled = 0;
      for (let i = 0; i < pixels; i++) {
        const at = ((top + spacing * (i >> 3)) * width + left + spacing * (i & 7)) * channels + channel;
        values[i] = samples[at];
        if (gaps?.has(at)) filled++;
      }
      if (filled > mostFilled) continue;
      if (values.every((value) => value === values[0])) constant++;
      else if (values.every(Number.isFinite)) blocks.push(blockNoise(values));
    }
  }
  return { blocks, constant };
}

function blockStep(count: number, size: number): number {
  return count < fewBlocks ? size / 4 : size * Math.max(1, Math.ceil(Math.sqrt(count / blockLimit)));
}

/** @param values [row][column] of a block */
function blockNoise(values: Float64Array): BlockNoise {
  const half = side / 2;
  const sums = new Float64Array(pixels / 4);
  const details = detailSquares(values, side, sums);
  const orientations = details.sums.map((sum) => sum / (half * half));
  const variance = (orientations[0] + orientations[1] + orientations[2]) / 3;
  const coarse = detailSquares(sums, half, new Float64Array(pixels / 16)).total / (3 * (pixels / 16));
  const smallest = Math.min(...orientations);
  const withinClasses = twoClassVariance(values);
  const classes = withinClasses / twoClassShare;
  let equal = 0;
  for (let i = 0; i < pixels; i++) if (i % side > 0 && values[i] === values[i - 1]) equal++;
  return {
    mean: values.reduce((a, b) => a + b) / pixels,
    variance,
    // two values far apart do not cut noise up between them, so that all of it is within the classes
    least:
      classes < farApart * variance ? Math.min(smallest, withinClasses) : Math.min(smallest, classes) / leastOfFour,
    coarse: coarse / variance,
    uneven: Math.max(...orientations) / smallest,
    twoClass: classes / variance,
    concentrated: details.largestCell / details.total,
    equal: equal / (side * (side - 1)),
  };
}

interface DetailSquares {
  /** Of the three orientations. */
  readonly sums: readonly [number, number, number];
  readonly total: number;
  /** The part of the 2x2 cell that has most of it. */
  readonly largestCell: number;
}

/**
 * Sums of the squares of the three Haar details of the 2x2 cells of a square plane; fills `sums` with the cells' sums,
 * scaled so that white noise keeps its variance.
 */
function detailSquares(plane: Float64Array, size: number, sums: Float64Array): DetailSquares {
  let across = 0;
  let down = 0;
  let diagonal = 0;
  let largestCell = 0;
  let cell = 0;
  for (let y = 0; y < size; y += 2) {
    for (let x = 0; x < size; x += 2) {
      const at = y * size + x;
      const [a, b, c, d] = [plane[at], plane[at + 1], plane[at + size], plane[at + size + 1]];
      const squares = [(a - b + c - d) ** 2 / 4, (a + b - c - d) ** 2 / 4, (a - b - c + d) ** 2 / 4];
      across += squares[0];
      down += squares[1];
      diagonal += squares[2];
      largestCell = Math.max(largestCell, squares[0] + squares[1] + squares[2]);
      sums[cell++] = (a + b + c + d) / 2;
    }
  }
  return { sums: [across, down, diagonal], total: across + down + diagonal, largestCell };
}

/** Least variance within two classes that a threshold can make (Otsu, 1979). */
function twoClassVariance(values: Float64Array): number {
  const sorted = values.toSorted();
  const n = sorted.length;
  const middle = sorted.reduce((a, b) => a + b) / n;
  let squares = 0;
  for (const value of sorted) squares += (value - middle) ** 2;
  let below = 0;
  let between = 0;
  for (let count = 1; count < n; count++) {
    below += sorted[count - 1] - middle;
    between = Math.max(between, (below * below * n) / (count * (n - count)));
  }
  return Math.max(0, squares - between) / n;
}
