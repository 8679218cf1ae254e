import type { LabScales } from './lab';

/** What a sample is: unsigned integer, two's complement integer, or IEEE 754 number. */
export type SampleFormat = 'uint' | 'int' | 'float';

export type SampleArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * One page of an image, decoded: samples as the file states them, unscaled.
 *
 * Depths below 8 bits are held in a Uint8Array with their own range (0..2^bitDepth-1); palettes are expanded to RGB.
 * Integers of 64 bits are held as doubles, which hold those up to 2^53 exactly.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** All channels: those of the picture first, then alpha and masks; else in file order. */
  readonly channels: number;
  /**
   * How many of the channels carry a picture and are denoised (1 grey, 3 RGB, as many as there are bands); the rest is
   * carried unchanged.
   */
  readonly colorChannels: number;
  /**
   * How many of these, the first ones, make one picture on the screen: 1 grey, 3 RGB, 4 inks. Each channel after them is a
   * picture of its own, such as another fluorescent dye or near infrared. Unset: all colour channels.
   */
  readonly jointChannels?: number;
  readonly sampleFormat: SampleFormat;
  /** Bits a sample: 1 to 64. */
  readonly bitDepth: number;
  /**
   * For one channel in which neighbouring pixels stand for different colours, as a camera's sensor has them: pixels of the
   * same colour repeat after so many columns and rows. Absent when all pixels stand for the same.
   */
  readonly mosaic?: { readonly width: number; readonly height: number };
  /**
   * When the first three channels are L*a*b*: what the samples of a* and b* mean. They are held with an offset, also where
   * the file has them signed.
   */
  readonly lab?: LabScales;
  /** [height][width][channel] */
  readonly samples: SampleArray;
  /** The value that stands for "no measurement" (NoData), as the file declares it; it may be one that samples cannot have. */
  readonly noData?: number;
  /** The channel that says how opaque a pixel is, and whether colours are multiplied by it ("associated"). */
  readonly alpha?: { readonly channel: number; readonly associated: boolean };
}

/** Which of a page's channels are pictures. */
export type PictureChannels = Pick<Raster, 'colorChannels' | 'jointChannels'>;

/** How many channels make one picture on the screen; see Raster. */
export function jointChannelsOf({ jointChannels, colorChannels }: PictureChannels): number {
  return jointChannels ?? colorChannels;
}

/** The typed array type that holds samples of a format and depth. */
export function sampleArrayFor(format: SampleFormat, bitDepth: number): new (length: number) => SampleArray {
  if (bitDepth > 32) return Float64Array;
  if (format === 'float') return Float32Array;
  if (bitDepth > 16) return format === 'int' ? Int32Array : Uint32Array;
  if (bitDepth > 8) return format === 'int' ? Int16Array : Uint16Array;
  return format === 'int' ? Int8Array : Uint8Array;
}

/** Smallest and largest value of an integer sample format, inclusive. Not for floats, whose range is the data's. */
export function integerRange(format: SampleFormat, bitDepth: number): { min: number; max: number } {
  return format === 'int'
    ? { min: -(2 ** (bitDepth - 1)), max: 2 ** (bitDepth - 1) - 1 }
    : { min: 0, max: 2 ** bitDepth - 1 };
}

/** The raster with its samples as 32-bit floats. */
export function asFloats(raster: Raster): Raster {
  const { samples } = raster;
  const floats = samples instanceof Float32Array ? samples : Float32Array.from(samples);
  return { ...raster, sampleFormat: 'float', bitDepth: 32, samples: floats };
}
