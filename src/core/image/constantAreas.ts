import type { Raster, SampleArray } from './raster';
import type { SampleMask } from './sampleMask';

/** Side of the smallest squares of one value that areas are made of. */
const leastSide = 5;
/** Side of the smallest square that must be in an area. */
const leastLargest = 8;
/** Longer sides are not told apart. */
const longestSide = 255;
/** Rows and columns are looked at that have one value along so much of them: bad lines, and what a shift has left empty. */
const leastRun = { share: 0.9, pixels: 24 };
/** Isolated other values within an area from which on they tell how common these are there. */
const fewestHoles = 3;
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
/** Where it is rarer than this, the area is no part of the picture: around clipped whites there are more of them. */
const foreignAround = 0.04;
/** Pixels that an area grows along such parts. */
const growth = 2;

/** One channel of a page, its samples and where they lie. */
interface Plane {
  readonly samples: SampleArray;
  readonly width: number;
  readonly height: number;
  /** Where the samples of the channel lie: the pixel's number times the step, and so many more. */
  readonly step: number;
  readonly offset: number;
  /** Whether two values are the same up to rounding. */
  readonly areClose: (a: number, b: number) => boolean;
}

/**
 * Masks areas of exactly one value that noise cannot have left so even: what a picture was masked with (0 outside of a
 * disc, or in the lines that a shift has left empty), and the flat parts of drawings. An area's squares, or runs along a row
 * or column, must be improbable by how common its value, or the one beside it, is around the area. So the dark ground of a photon count, the clipped blacks of a noisy photograph and the steps of
 * a smooth gradient are none. Returns how many samples are masked.
 * @param foreign gets those areas whose value is hardly to be found around them: cut out of the picture, not clipped
 */
export function maskConstantAreas(raster: Raster, mask: SampleMask, foreign: SampleMask): number {
  const before = mask.count;
  const isInteger = raster.sampleFormat !== 'float';
  for (let channel = 0; channel < raster.colorChannels; channel++) {
    const plane: Plane = {
      samples: raster.samples,
      width: raster.width,
      height: raster.height,
      step: raster.channels,
      offset: channel,
      areClose: isInteger ? (a, b) => Math.abs(a - b) <= 1 : (a, b) => a === b,
    };
    if (mayHoldSquares(plane) || hasRuns(plane)) maskAreas(plane, mask, foreign);
  }
  return mask.count - before;
}

/** Every square crosses one of the rows looked at, where it is a run of one value that the row above or below has too. */
function mayHoldSquares({ samples, width, height, step, offset }: Plane): boolean {
  const line = width * step;
  for (let y = leastSide - 1; y < height; y += leastSide) {
    const begin = y * line + offset;
    let run = 1;
    for (let x = 1, at = begin + step; x < width; x++, at += step) {
      run = samples[at] === samples[at - step] ? run + 1 : 1;
      if (run < leastSide) continue;
      const isRun = (shift: number) => {
        for (let i = 0; i < leastSide; i++) if (samples[at + shift - i * step] !== samples[at]) return false;
        return true;
      };
      if (isRun(-line) || isRun(line)) return true;
    }
  }
  return false;
}

/** Calls back for each run of one value along most of a row or column: its last pixel, and the way back. */
function eachRun(
  { samples, width, height, step, offset }: Plane,
  found: (last: number, length: number, back: number) => void,
): void {
  const along = (lines: number, length: number, fromLine: number, fromPixel: number) => {
    const least = Math.max(leastRun.pixels, leastRun.share * length);
    for (let line = 0; line < lines; line++) {
      let run = 1;
      for (let i = 1, pixel = line * fromLine + fromPixel; i <= length; i++, pixel += fromPixel) {
        if (i < length && samples[pixel * step + offset] === samples[(pixel - fromPixel) * step + offset]) run++;
        else {
          if (run >= least) found(pixel - fromPixel, run, -fromPixel);
          run = 1;
        }
      }
    }
  };
  along(height, width, width, 1);
  along(width, height, 1, width);
}

function hasRuns(plane: Plane): boolean {
  let any = false;
  eachRun(plane, () => {
    any = true;
  });
  return any;
}

/** Side of the largest square of one value whose lower right corner a pixel is, by pixel, at most `longestSide`. */
function squaresOf({ samples, width, height, step, offset }: Plane): Uint8Array {
  const sides = new Uint8Array(width * height).fill(1);
  const line = width * step;
  for (let y = 1; y < height; y++) {
    for (let x = 1, pixel = y * width + 1, at = pixel * step + offset; x < width; x++, pixel++, at += step) {
      const value = samples[at];
      if (value !== samples[at - step] || value !== samples[at - line] || value !== samples[at - line - step]) continue;
      sides[pixel] = Math.min(longestSide - 1, sides[pixel - 1], sides[pixel - width], sides[pixel - width - 1]) + 1;
    }
  }
  return sides;
}

function maskAreas(plane: Plane, mask: SampleMask, foreign: SampleMask): void {
  const { width, height, step, offset } = plane;
  const sides = squaresOf(plane);
  const core = new Uint8Array(width * height);
  let any = false;
  for (let pixel = 0; pixel < sides.length; pixel++) {
    if (sides[pixel] < leastSide || mask.has(pixel * step + offset)) continue;
    any = true;
    fillSquare(core, pixel, leastSide, width);
  }
  eachRun(plane, (last, length, back) => {
    any = true;
    for (let i = 0, pixel = last; i < length; i++, pixel += back) if (!mask.has(pixel * step + offset)) core[pixel] = 1;
  });
  if (!any) return;
  const areas = labelled(plane, core);
  const around = sharesAround(plane, areas);
  const improbable = Math.log(width * height) + certainty;
  const needed = around.map((share) => Math.max(leastSide, Math.ceil(Math.sqrt(improbable / -Math.log(share)))));
  const largest = new Uint8Array(needed.length);
  for (let pixel = 0; pixel < sides.length; pixel++) {
    if (sides[pixel] > largest[areas[pixel]]) largest[areas[pixel]] = sides[pixel];
  }
  const members = core.fill(0);
  for (let pixel = 0; pixel < sides.length; pixel++) {
    const area = areas[pixel];
    const isArea = area > 0 && largest[area] >= leastLargest && needed[area] < longestSide;
    if (isArea && sides[pixel] >= needed[area]) fillSquare(members, pixel, needed[area], width);
  }
  eachRun(plane, (last, length, back) => {
    const area = areas[last];
    if (area === 0 || length < needed[area] ** 2) return;
    for (let i = 0, pixel = last; i < length; i++, pixel += back) members[pixel] = 1;
  });
  for (let round = 1; round <= growth; round++) grow(plane, members, areas, around, round);
  for (let pixel = 0; pixel < members.length; pixel++) {
    if (!members[pixel]) continue;
    mask.add(pixel * step + offset);
    if (around[areas[pixel]] < foreignAround) foreign.add(pixel * step + offset);
  }
}

/**
 * Marks what is beside the pixels marked `round` and has their value, by a number more; for areas whose value is rare
 * around them.
 */
function grow(
  { samples, width, height, step, offset }: Plane,
  members: Uint8Array,
  areas: Int32Array,
  around: readonly number[],
  round: number,
): void {
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      if (members[pixel] !== round || around[areas[pixel]] >= rareAround) continue;
      if (x > 0) take(pixel, pixel - 1);
      if (x < width - 1) take(pixel, pixel + 1);
      if (y > 0) take(pixel, pixel - width);
      if (y < height - 1) take(pixel, pixel + width);
    }
  }

  function take(from: number, pixel: number): void {
    if (members[pixel] || samples[pixel * step + offset] !== samples[from * step + offset]) return;
    members[pixel] = round + 1;
    areas[pixel] = areas[from];
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
function labelled({ samples, width, height, step, offset }: Plane, core: Uint8Array): Int32Array {
  const labels = new Int32Array(width * height);
  /** Of each number a smaller one of the same area, or itself. */
  const parents = [0];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root] !== root) root = parents[root];
    parents[label] = root;
    return root;
  };
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      if (!core[pixel]) continue;
      const at = pixel * step + offset;
      const hasLeft = x > 0 && core[pixel - 1] && samples[at - step] === samples[at];
      const hasUp = y > 0 && core[pixel - width] && samples[at - width * step] === samples[at];
      const left = hasLeft ? rootOf(labels[pixel - 1]) : 0;
      const up = hasUp ? rootOf(labels[pixel - width]) : 0;
      if (left && up && left !== up) parents[Math.max(left, up)] = Math.min(left, up);
      if (!left && !up) parents.push(parents.length);
      labels[pixel] = left && up ? Math.min(left, up) : left || up || parents.length - 1;
    }
  }
  for (let pixel = 0; pixel < labels.length; pixel++) if (labels[pixel]) labels[pixel] = rootOf(labels[pixel]);
  return labels;
}

/**
 * By area, how common its value is beyond its edge or, when that is more, within it; values that are close count too,
 * where they are areas as well: the next step of a gradient, not a photon on a dark ground. Between 0 and 1.
 */
function sharesAround(plane: Plane, areas: Int32Array): number[] {
  const { samples, width, height, step, offset, areClose } = plane;
  const all: number[] = [];
  const close: number[] = [];
  let largest = 0;
  /** Looks along a direction, in which there are so many pixels. */
  const look = (pixel: number, direction: number, room: number): void => {
    const area = areas[pixel];
    if (room < ringFrom || areas[pixel + direction] === area) return;
    for (let distance = ringFrom; distance <= Math.min(ringTo, room); distance++) {
      const other = pixel + distance * direction;
      if (areas[other] === area) return;
      all[area] = (all[area] ?? 0) + 1;
      if (isAlike(other, pixel)) close[area] = (close[area] ?? 0) + 1;
    }
  };
  const isAlike = (other: number, pixel: number): boolean => {
    const at = other * step + offset;
    const value = samples[at];
    if (value === samples[pixel * step + offset]) return true;
    if (!areClose(value, samples[pixel * step + offset])) return false;
    let equal = 0;
    for (const beside of [at - step, at + step, at - width * step, at + width * step])
      if (samples[beside] === value) equal++;
    return equal >= 2;
  };
  const sizes: number[] = [];
  const holes: number[] = [];
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      if (areas[pixel] === 0) {
        const around = areas[pixel - 1];
        const isInside = x > 0 && x < width - 1 && y > 0 && y < height - 1;
        const others = [areas[pixel + 1], areas[pixel - width], areas[pixel + width]];
        if (isInside && around > 0 && others.every((area) => area === around)) holes[around] = (holes[around] ?? 0) + 1;
        continue;
      }
      sizes[areas[pixel]] = (sizes[areas[pixel]] ?? 0) + 1;
      largest = Math.max(largest, areas[pixel]);
      look(pixel, 1, width - 1 - x);
      look(pixel, -1, x);
      look(pixel, width, height - 1 - y);
      look(pixel, -width, y);
    }
  }
  return Array.from({ length: largest + 1 }, (_, area) => {
    const beyond = ((close[area] ?? 0) + 1) / ((all[area] ?? 0) + 2);
    const inside = holes[area] ?? 0;
    return inside < fewestHoles ? beyond : Math.max(beyond, 1 - inside / (sizes[area] + inside));
  });
}
