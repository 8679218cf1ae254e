import { createRandom } from '../../../src/core/denoise/random';
import type { Raster } from '../../../src/core/image/raster';

/** A grey picture as a function of place, before noise. */
export type Scene = (x: number, y: number) => number;

/** Smooth, with an edge around a disc. */
export const smooth: Scene = (x, y) =>
  90 + 50 * Math.sin(x / 17) + 35 * Math.cos(y / 11) + (Math.hypot(x - 40, y - 45) < 22 ? 60 : 0);

/** Strokes of one pixel on white paper, as of small letters. */
export const strokes: Scene = (x, y) => {
  const column = x % 7;
  const row = y % 12;
  const isLetter = row > 1 && row < 10 && (((x / 7) | 0) * 5 + ((y / 12) | 0) * 3) % 4 !== 0;
  return isLetter && (column === 1 || (row === 5 && column < 5) || (column === 4 && row > 5)) ? 0 : 255;
};

/** Points of one pixel, far apart, on a dark ground. */
export const points: Scene = (x, y) => ((x * 7 + y * 31) % 271 === 0 ? 200 : 12);

/** What a camera's sensor sees of a smooth scene through filters of red, green and blue. */
export const bayer: Scene = (x, y) => {
  const gain = [0.5, 0.95, 0.9, 0.3][(x % 2) + 2 * (y % 2)];
  return gain * smooth(x, y);
};

/** Left half a chequerboard of single pixels, right half smooth. */
export const halfChequer: Scene = (x, y) => (x < 48 ? ((x + y) % 2 === 0 ? 40 : 200) : smooth(x, y));

/** Dots of two levels on a screen of 45 degrees. */
export const dots: Scene = (x, y) => {
  const screen = Math.cos(((x + y) * Math.PI) / 4) + Math.cos(((x - y) * Math.PI) / 4);
  return screen / 4 + 0.5 < smooth(x, y) / 255 ? 230 : 25;
};

export interface Shown {
  readonly width?: number;
  readonly height?: number;
  /** Standard deviation of the noise, at a brightness. */
  readonly sigma: number | ((value: number) => number);
}

/** The scene in 8 bits, with seeded normal noise. */
export function photograph(scene: Scene, { width = 96, height = 96, sigma }: Shown): Raster {
  const random = createRandom(width + 1000 * height);
  const samples = Uint8Array.from({ length: width * height }, (_, i) => {
    const clean = scene(i % width, Math.floor(i / width));
    const deviation = typeof sigma === 'number' ? sigma : sigma(clean);
    return Math.min(255, Math.max(0, Math.round(clean + deviation * random.normal())));
  });
  return { width, height, channels: 1, colorChannels: 1, sampleFormat: 'uint', bitDepth: 8, samples };
}

/** Mean square of the difference between a page and the scene. */
export function errorOf({ width, samples }: Raster, scene: Scene): number {
  let sum = 0;
  samples.forEach((value, i) => {
    sum += (value - scene(i % width, Math.floor(i / width))) ** 2;
  });
  return sum / samples.length;
}
