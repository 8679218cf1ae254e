import type { Raster, SampleArray } from './raster';
import type { SampleMask } from './sampleMask';

/** Side of the smallest square of one value that is looked at. */
const leastSide = 5;
/** Longer sides are not told apart. */
const longestSide = 255;
/**
 * How unlikely it must be that noise made a square so even: the logarithm of one in a hundred thousand, for the number of
 * places where it might have.
 */
const certainty = 12;
/** Pixels beyond an area's edge that say how common its value is there. The first is another value by definition. */
const ringFrom = 2;
const ringTo = 5;
/** Where the value is rarer than this around the area, pixels of it that hang on by a thin part belong to it. */
const rareAround = 0.3;
/** Pixels that an area grows along such parts. */
const growth = 2;

/** One channel of a page, its samples and where they lie. */
interface Plane {
  readonly samples: SampleArray;
  readonly width: number;
  readonly height: number;
  /** Index of the sample of a pixel. */
  readonly indexOf: (pixel: number) => number;
  /** Whether two values are the same up to rounding. */
  readonly areClose: (a: number, b: number) => boolean;
}

/**
 * Masks areas of exactly one value that noise cannot have left so even: what a picture was masked with (0 outside of a
 * disc), and the flat parts of drawings. An area's squares must be improbable by how common its value, or the one beside
 * it, is around the area. So the dark ground of a photon count, the clipped blacks of a noisy photograph and the steps of
 * a smooth gradient are none. Returns how many samples are masked.
 */
export function maskConstantAreas(raster: Raster, mask: SampleMask): number {
  const before = mask.count;
  const isInteger = raster.sampleFormat !== 'float';
  for (let channel = 0; channel < raster.colorChannels; channel++) {
    const plane: Plane = {
      samples: raster.samples,
      width: raster.width,
      height: raster.height,
      indexOf: (pixel) => pixel * raster.channels + channel,
      areClose: isInteger ? (a, b) => Math.abs(a - b) <= 1 : (a, b) => a === b,
    };
    if (mayHoldSquares(plane)) maskAreas(plane, mask);
  }
  return mask.count - before;
}

/** Every square crosses one of the rows looked at, where it is a run. */
function mayHoldSquares({ samples, width, height, indexOf }: Plane): boolean {
  for (let y = leastSide - 1; y < height; y += leastSide) {
    let run = 1;
    for (let x = 1; x < width; x++) {
      const at = indexOf(y * width + x);
      run = samples[at] === samples[indexOf(y * width + x - 1)] ? run + 1 : 1;
      if (run >= leastSide) return true;
    }
  }
  return false;
}

/** Side of the largest square of one value whose lower right corner a pixel is, by pixel, at most `longestSide`. */
function squaresOf({ samples, width, height, indexOf }: Plane): Uint8Array {
  const sides = new Uint8Array(width * height);
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      sides[pixel] = 1;
      if (x === 0 || y === 0) continue;
      const value = samples[indexOf(pixel)];
      const isSame =
        value === samples[indexOf(pixel - 1)] &&
        value === samples[indexOf(pixel - width)] &&
        value === samples[indexOf(pixel - width - 1)];
      if (isSame)
        sides[pixel] = Math.min(longestSide - 1, sides[pixel - 1], sides[pixel - width], sides[pixel - width - 1]) + 1;
    }
  }
  return sides;
}

function maskAreas(plane: Plane, mask: SampleMask): void {
  const { samples, width, height, indexOf } = plane;
  const sides = squaresOf(plane);
  const core = new Uint8Array(width * height);
  let any = false;
  for (let pixel = 0; pixel < sides.length; pixel++) {
    if (sides[pixel] < leastSide || mask.has(indexOf(pixel))) continue;
    any = true;
    fillSquare(core, pixel, leastSide, width);
  }
  if (!any) return;
  const areas = labelled(plane, core);
  const around = sharesAround(plane, areas);
  const improbable = Math.log(width * height) + certainty;
  const needed = around.map((share) => Math.max(leastSide, Math.ceil(Math.sqrt(improbable / -Math.log(share)))));
  const members = core.fill(0);
  for (let pixel = 0; pixel < sides.length; pixel++) {
    const side = needed[areas[pixel]];
    if (areas[pixel] > 0 && side < longestSide && sides[pixel] >= side) fillSquare(members, pixel, side, width);
  }
  for (let pixel = 0; pixel < members.length; pixel++) if (members[pixel]) mask.add(indexOf(pixel));
  for (let step = 1; step <= growth; step++) grow(step);

  /** Masks neighbours of the same value of what was masked a step before; steps count up in `members`. */
  function grow(step: number): void {
    for (let pixel = 0; pixel < members.length; pixel++) {
      if (members[pixel] !== step || around[areas[pixel]] >= rareAround) continue;
      forNeighbours(pixel, width, height, (other) => {
        if (members[other] || samples[indexOf(other)] !== samples[indexOf(pixel)]) return;
        members[other] = step + 1;
        areas[other] = areas[pixel];
        mask.add(indexOf(other));
      });
    }
  }
}

/** Marks the square of a side whose lower right corner a pixel is. Squares are to come row by row, from the left. */
function fillSquare(marks: Uint8Array, corner: number, side: number, width: number): void {
  // the pixel to the left can only have been marked by the square that ends there
  const columns = marks[corner - 1] ? 1 : side;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < columns; column++) marks[corner - row * width - column] = 1;
  }
}

/** Numbers from 1 on, by pixel, for the core pixels of one value that hang together; 0 elsewhere. Numbers may be left out. */
function labelled({ samples, width, height, indexOf }: Plane, core: Uint8Array): Int32Array {
  const labels = new Int32Array(width * height);
  /** Of each number a smaller one of the same area, or itself. */
  const parents = [0];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root] !== root) root = parents[root];
    while (parents[label] !== root) [parents[label], label] = [root, parents[label]];
    return root;
  };
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      if (!core[pixel]) continue;
      const value = samples[indexOf(pixel)];
      const isLinked = (other: number) => labels[other] > 0 && samples[indexOf(other)] === value;
      const left = x > 0 && isLinked(pixel - 1) ? rootOf(labels[pixel - 1]) : 0;
      const up = y > 0 && isLinked(pixel - width) ? rootOf(labels[pixel - width]) : 0;
      const linked = left && up ? Math.min(left, up) : left || up;
      if (left && up) parents[Math.max(left, up)] = linked;
      if (!linked) parents.push(parents.length);
      labels[pixel] = linked || parents.length - 1;
    }
  }
  for (let pixel = 0; pixel < labels.length; pixel++) labels[pixel] = rootOf(labels[pixel]);
  return labels;
}

/** By area, how common its value is beyond its edge, those that are close included; between 0 and 1. */
function sharesAround({ samples, width, height, indexOf, areClose }: Plane, areas: Int32Array): number[] {
  const all: number[] = [];
  const close: number[] = [];
  let largest = 0;
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const area = areas[pixel];
      if (area === 0) continue;
      largest = Math.max(largest, area);
      for (const [dx, dy, room] of [
        [1, 0, width - 1 - x],
        [-1, 0, x],
        [0, 1, height - 1 - y],
        [0, -1, y],
      ]) {
        const step = dx + dy * width;
        if (room < ringFrom || areas[pixel + step] === area) continue;
        for (let distance = ringFrom; distance <= Math.min(ringTo, room); distance++) {
          const other = pixel + distance * step;
          if (areas[other] === area) break;
          all[area] = (all[area] ?? 0) + 1;
          if (areClose(samples[indexOf(other)], samples[indexOf(pixel)])) close[area] = (close[area] ?? 0) + 1;
        }
      }
    }
  }
  return Array.from({ length: largest + 1 }, (_, area) => ((close[area] ?? 0) + 1) / ((all[area] ?? 0) + 2));
}

function forNeighbours(pixel: number, width: number, height: number, visit: (pixel: number) => void): void {
  const x = pixel % width;
  if (x > 0) visit(pixel - 1);
  if (x < width - 1) visit(pixel + 1);
  if (pixel >= width) visit(pixel - width);
  if (pixel < width * (height - 1)) visit(pixel + width);
}
