import { DenoiseError } from '../errors';
import { text } from '../text';
import type { NonLocalInstance } from './kernels';
import type { Planes } from './planes';

/** Pixels of a patch's side. */
export const patchSide = 8;
const coefficients = patchSide * patchSide;

/** How groups of like patches are found and filtered in one step of BM3D. */
export interface GroupFilter {
  /** Pixels between a reference patch and those compared with it, at most, each way. */
  readonly radius: number;
  /** Largest number of patches in a group, a power of two from 2 to 32. */
  readonly groupSize: number;
  /** Largest mean squared difference of two patches that count as alike, in the first plane's units. */
  readonly largestDistance: number;
  /** Coefficients below this many standard deviations are taken for noise; not used with a pilot. */
  readonly threshold: number;
  /** [plane][64], [horizontal frequency][vertical frequency]: variance of the noise in a patch's orthonormal DCT. */
  readonly variances: Float32Array;
}

/** A part of a picture with the reference patches to be handled in it. Plain data, to be sent to threads. */
export interface Band {
  readonly noisy: Planes;
  /** The result of the first step; absent in the first step. */
  readonly pilot?: Planes;
  /** First rows and columns of the reference patches, ascending. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** The estimates of all patches of a band, added up by their weights, and these weights. */
export interface BandEstimates {
  readonly sums: Planes;
  readonly weights: Planes;
}

/** Floats around each picture that kernels may read, and columns to which rows are filled up. */
const guard = 64;
const lanes = 4;

/**
 * Filters the groups of a band's reference patches.
 * @throws DenoiseError `out-of-memory`
 */
export function filterBand(instance: NonLocalInstance, band: Band, filter: GroupFilter): BandEstimates {
  const { noisy, pilot, rows, columns } = band;
  const { height, width, planes } = noisy;
  const { radius, groupSize } = filter;
  const stride = Math.ceil(width / lanes) * lanes;
  const planeFloats = stride * height;
  const across = width - patchSide + 1;
  const ringRows = 2 * radius + 1;
  const allocator = new Allocator(instance);
  const picture = () => allocator.floats(planes * planeFloats, guard);
  const ring = () => allocator.floats(ringRows * planes * across * coefficients);
  const fields = allocator.floats(32);
  const noisyAt = picture();
  const pilotAt = pilot ? picture() : 0;
  const variancesAt = allocator.floats(planes * coefficients);
  const rowsAt = allocator.floats(rows.length);
  const columnsAt = allocator.floats(columns.length);
  const sumsAt = picture();
  const weightsAt = picture();
  const places = [
    ...[height, width, planes, stride, 4 * planeFloats, noisyAt, pilotAt, variancesAt, radius, groupSize],
    ...[rowsAt, rows.length, columnsAt, columns.length, sumsAt, weightsAt, ringRows],
    ...[ring(), pilot ? ring() : 0, ring(), allocator.floats(ringRows * planes * across)],
    ...[allocator.floats((stride + guard) * patchSide), allocator.floats(ringRows * stride, guard)],
    ...[allocator.floats(columns.length * groupSize), allocator.floats(columns.length * groupSize)],
    ...[allocator.floats(columns.length), allocator.floats(groupSize * coefficients)],
    allocator.floats(groupSize * coefficients),
  ];
  const windowAt = allocator.floats(patchSide);
  const buffer = allocator.reserve();
  const floats = new Float32Array(buffer);
  const integers = new Int32Array(buffer);
  const put = ({ samples }: Planes, at: number) => {
    for (let row = 0; row < planes * height; row++) {
      floats.set(samples.subarray(row * width, (row + 1) * width), at / 4 + row * stride);
    }
  };
  put(noisy, noisyAt);
  if (pilot) put(pilot, pilotAt);
  for (const at of [sumsAt, weightsAt]) floats.fill(0, at / 4, at / 4 + planes * planeFloats);
  floats.set(filter.variances, variancesAt / 4);
  floats.set(kaiserWindow, windowAt / 4);
  integers.set(rows, rowsAt / 4);
  integers.set(columns, columnsAt / 4);
  integers.set([...places, windowAt], fields / 4);
  floats.set([filter.largestDistance * coefficients, filter.threshold], fields / 4 + places.length + 1);

  instance.kernels.filterBand(fields);

  const take = (at: number): Planes => {
    const samples = new Float32Array(planes * height * width);
    for (let row = 0; row < planes * height; row++) {
      const from = at / 4 + row * stride;
      samples.set(floats.subarray(from, from + width), row * width);
    }
    return { height, width, planes, samples };
  };
  return { sums: take(sumsAt), weights: take(weightsAt) };
}

/** Gives out addresses one after the other; the memory is taken at the end. */
class Allocator {
  private end: number;

  constructor(private readonly instance: NonLocalInstance) {
    this.end = instance.kernels.heapBase();
  }

  /** Address of room for `count` floats with `margin` floats before and after them. */
  floats(count: number, margin = 0): number {
    const start = Math.ceil((this.end + 4 * margin) / 64) * 64;
    this.end = start + 4 * (count + margin);
    return start;
  }

  /** Grows the memory to all that was given out. Throws DenoiseError `out-of-memory`. */
  reserve(): ArrayBuffer {
    const { memory } = this.instance;
    const missing = this.end + 64 - memory.buffer.byteLength;
    try {
      if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    } catch (cause) {
      const mebibytes = Math.ceil(this.end / 2 ** 20);
      throw new DenoiseError('out-of-memory', text('{0} MiB of memory are not to be had', mebibytes), { cause });
    }
    return memory.buffer as ArrayBuffer;
  }
}

/** Modified Bessel function of the first kind, order 0. */
function bessel0(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; k < 30; k++) {
    term *= (x / 2 / k) ** 2;
    sum += term;
  }
  return sum;
}

const beta = 2;
/** Estimates count less towards the edges of their patch. */
const kaiserWindow = Float32Array.from({ length: patchSide }, (_, i) => {
  const r = (2 * i) / (patchSide - 1) - 1;
  return bessel0(beta * Math.sqrt(1 - r * r)) / bessel0(beta);
});
