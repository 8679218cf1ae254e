import type { Raster } from '../image/raster';
import type { SampleMask } from '../image/sampleMask';
import { estimateNoiseCurve, type NoiseCurve } from './noiseCurve';

/** Side of the windows that are looked at; each has four quarters that must agree. */
const side = 16;
const half = side / 2;
/** Share of a window that may be filled in, as it was no measurement. */
const mostFilled = 0.1;
/** Windows looked at in a page; of larger pages every n-th row and column of them. */
const windowLimit = 1 << 10;
/** The alternation of a window, in standard errors, from which on it is not noise. */
const leastDeviate = 6;
/** Each quarter must show this part of the whole window's alternation: the edge of a letter or a house shows in one or two. */
const leastOfQuarter = 0.5;

/** Share of what changes from pixel to pixel that must keep time all over the window: among letters, little does. */
const leastCoherence = 0.4;
/** Variance of white noise that passes the filters below. */
const noiseGain = (6 / 16) ** 2;

/** What alternates from pixel to pixel: along rows, along columns, or both ways as on a chequerboard. */
const patterns = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: 1, y: 1 },
] as const;

/**
 * Share of a grey page's 16x16 windows in which brightness alternates between the places of 2x2 cells, evenly all over
 * the window: near 1 for the raw data of cameras and for chequerboards, near 0 for pictures, letters and white noise.
 */
export function phaseShare(raster: Raster, gaps?: SampleMask): number {
  const { samples, width, height, channels } = raster;
  const columns = Math.floor((width - 2) / side);
  const rows = Math.floor((height - 2) / side);
  if (columns < 1 || rows < 1) return 0;
  const step = Math.max(1, Math.ceil(Math.sqrt((columns * rows) / windowLimit)));
  const noise = estimateNoiseCurve(raster, gaps, 2);
  const plane = new Float64Array((side + 2) ** 2);
  let alternating = 0;
  let count = 0;
  for (let row = 0; row < rows; row += step) {
    for (let column = 0; column < columns; column += step) {
      let filled = 0;
      for (let i = 0; i < plane.length; i++) {
        const y = row * side + Math.floor(i / (side + 2));
        const x = column * side + (i % (side + 2));
        const at = (y * width + x) * channels;
        plane[i] = samples[at];
        if (gaps?.has(at)) filled++;
      }
      if (filled > mostFilled * plane.length) continue;
      count++;
      if (alternates(plane, noise)) alternating++;
    }
  }
  return count > 0 ? alternating / count : 0;
}

/** @param plane a window with a margin of one pixel: [row][column] */
function alternates(plane: Float64Array, noise: NoiseCurve): boolean {
  const mean = plane.reduce((a, b) => a + b) / plane.length;
  const variance = noise.varianceAt(mean, 0);
  return patterns.some((pattern) => {
    const { quarters, square } = amplitudes(plane, pattern);
    const whole = quarters.reduce((a, b) => a + b) / quarters.length;
    const isEven = quarters.every((quarter) => quarter * Math.sign(whole) >= leastOfQuarter * Math.abs(whole));
    const isClear = whole !== 0 && whole * whole > leastDeviate ** 2 * (variance / side ** 2);
    return isEven && isClear && whole * whole >= leastCoherence * (square - noiseGain * variance);
  });
}

interface Amplitudes {
  /** Means over the quarters of the window. */
  readonly quarters: readonly number[];
  /** Mean square over the window. */
  readonly square: number;
}

/**
 * Amplitude of the alternation around each pixel: second differences (-1 2 -1) / 4 along what alternates, which gradients
 * do not pass, and means (1 2 1) / 4 along what does not.
 */
function amplitudes(plane: Float64Array, pattern: (typeof patterns)[number]): Amplitudes {
  const sums = [0, 0, 0, 0];
  let squares = 0;
  const line = side + 2;
  const beside = { x: pattern.x === 1 ? -1 : 1, y: pattern.y === 1 ? -1 : 1 };
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = (y + 1) * line + x + 1;
      const row = (from: number) => 2 * plane[from] + beside.x * (plane[from - 1] + plane[from + 1]);
      const value = (2 * row(at) + beside.y * (row(at - line) + row(at + line))) / 16;
      const sign = (pattern.x * x + pattern.y * y) % 2 === 0 ? 1 : -1;
      sums[(y < half ? 0 : 2) + (x < half ? 0 : 1)] += sign * value;
      squares += value * value;
    }
  }
  return { quarters: sums.map((sum) => sum / (half * half)), square: squares / (side * side) };
}
