import type { Raster, SampleArray } from './raster';

/** Which samples of a raster are not measurements; it takes memory only when there are some. */
export class SampleMask {
  private marks: Uint8Array | undefined;
  private marked = 0;

  /** @param length samples of the raster, all channels */
  constructor(private readonly length: number) {}

  /** Of samples marked by 1 in an array that is given away. */
  static of(marks: Uint8Array): SampleMask {
    const mask = new SampleMask(marks.length);
    mask.marked = marks.reduce((sum, mark) => sum + mark, 0);
    if (mask.marked > 0) mask.marks = marks;
    return mask;
  }

  copy(): SampleMask {
    const copy = new SampleMask(this.length);
    copy.marks = this.marks?.slice();
    copy.marked = this.marked;
    return copy;
  }

  /** [height][width][channel] of the raster, 1 where a sample is marked; undefined when none is. */
  get flags(): Uint8Array | undefined {
    return this.marks;
  }

  get count(): number {
    return this.marked;
  }

  add(at: number): void {
    this.marks ??= new Uint8Array(this.length);
    this.marked += 1 - this.marks[at];
    this.marks[at] = 1;
  }

  has(at: number): boolean {
    return this.marks?.[at] === 1;
  }

  /** Marks the colour samples that fit, and returns how many were not marked before. */
  addColorsWhere({ samples, channels, colorChannels }: Raster, fits: (value: number) => boolean): number {
    const before = this.marked;
    for (let i = 0; i < samples.length; i += channels) {
      for (let c = i; c < i + colorChannels; c++) if (fits(samples[c])) this.add(c);
    }
    return this.marked - before;
  }
}

/** As many values as give percentiles that are right to a thousandth of the samples, and few enough to be sorted at once. */
const sampledValues = 1 << 18;

/** Finite colour samples from all over a page that are not masked, in order of size: all of a small page. */
export function sortedMeasurements(raster: Raster, mask: SampleMask): Float64Array {
  const { samples, channels, colorChannels, width, height } = raster;
  const pixels = width * height;
  let step = Math.floor((pixels * colorChannels) / sampledValues) | 1;
  // else it would run down the same columns all the time
  while (step > 1 && width % step === 0) step += 2;
  const values = new Float64Array(Math.ceil(pixels / step) * colorChannels);
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel += step) {
    for (let at = pixel * channels; at < pixel * channels + colorChannels; at++) {
      if (Number.isFinite(samples[at]) && !mask.has(at)) values[count++] = samples[at];
    }
  }
  return values.subarray(0, count).sort();
}

/** Copies the marked samples from one array to the other. */
export function copyMarked(flags: Uint8Array, from: SampleArray, to: SampleArray): void {
  for (let i = 0; i < flags.length; i++) if (flags[i]) to[i] = from[i];
}
