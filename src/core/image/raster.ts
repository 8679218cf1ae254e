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
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** All channels, in file order: the colour channels first, then alpha and other extra samples. */
  readonly channels: number;
  /** How many of the channels carry colour and are denoised (1 grey, 3 RGB); the rest is carried unchanged. */
  readonly colorChannels: number;
  readonly sampleFormat: SampleFormat;
  /** Bits a sample: 1 to 64. */
  readonly bitDepth: number;
  /**
   * For one channel in which neighbouring pixels stand for different colours, as a camera's sensor has them: pixels of the
   * same colour repeat after so many columns and rows. Absent when all pixels stand for the same.
   */
  readonly mosaic?: { readonly width: number; readonly height: number };
  /** [height][width][channel] */
  readonly samples: SampleArray;
}

/** The typed array type that holds samples of a format and depth. */
export function sampleArrayFor(format: SampleFormat, bitDepth: number): new (length: number) => SampleArray {
  if (format === 'float') return bitDepth > 32 ? Float64Array : Float32Array;
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
