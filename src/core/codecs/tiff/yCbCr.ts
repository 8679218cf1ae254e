import { DenoiseError } from '../../errors';
import { text } from '../../text';
import { allocateBytes } from '../pageMemory';
import type { Directory } from './directory';
import { Tag } from './tags';

/** How a page of YCbCr is stored and means colours (TIFF 6.0, section 21). */
export interface YCbCrCoding {
  /** Pixels that share a Cb and a Cr: 1, 2 or 4 in each direction. */
  readonly across: number;
  readonly down: number;
  /** Share of red, green and blue in the luma. */
  readonly lumaWeights: readonly number[];
  /** Codes of black and white for Y, Cb and Cr. */
  readonly reference: readonly number[];
}

/** Rec. 601. */
const defaultWeights = [0.299, 0.587, 0.114];
const defaultReference = [0, 255, 128, 255, 128, 255];

/** Throws `damaged` when the tags cannot be. */
export function readYCbCrCoding(directory: Directory): YCbCrCoding {
  const [across = 2, down = 2] = directory.numbers(Tag.yCbCrSubSampling) ?? [];
  if (![1, 2, 4].includes(across) || ![1, 2, 4].includes(down)) {
    throw new DenoiseError(
      'damaged',
      text('YCbCrSubSampling (tag 530) is {0} x {1}: not made of 1, 2 and 4.', across, down),
    );
  }
  const lumaWeights = directory.rationals(Tag.yCbCrCoefficients) ?? defaultWeights;
  const reference = directory.rationals(Tag.referenceBlackWhite) ?? defaultReference;
  const weightsFit = lumaWeights.length === 3 && lumaWeights.every((weight) => weight > 0 && weight < 1);
  const rangesFit = reference.length === 6 && [0, 2, 4].every((i) => reference[i + 1]! > reference[i]!);
  if (weightsFit && rangesFit) return { across, down, lumaWeights, reference };
  throw new DenoiseError('damaged', 'The YCbCr coefficients or reference values (tags 529 and 532) make no sense.');
}

/** Bytes that `rows` rows of `width` pixels take: whole units of shared Cb and Cr. */
export function yCbCrByteCount({ across, down }: YCbCrCoding, width: number, rows: number): number {
  return Math.ceil(width / across) * Math.ceil(rows / down) * (across * down + 2);
}

/**
 * Converts units (all Y of across x down pixels, then Cb and Cr) to 8-bit RGB: [row][column][channel]. Cb and Cr hold for
 * all pixels of their unit, as libtiff has it.
 */
export function yCbCrToRgb(units: Uint8Array, coding: YCbCrCoding, width: number, rows: number): Uint8Array {
  const { across, down } = coding;
  const convert = rgbConverter(coding);
  const rgb = new Uint8ClampedArray(allocateBytes(width * rows * 3).buffer);
  const lumas = across * down;
  let unit = 0;
  for (let top = 0; top < rows; top += down) {
    for (let left = 0; left < width; left += across, unit += lumas + 2) {
      const cb = units[unit + lumas]!;
      const cr = units[unit + lumas + 1]!;
      for (let i = 0; i < lumas; i++) {
        const x = left + (i % across);
        const y = top + Math.floor(i / across);
        if (x < width && y < rows) convert(units[unit + i]!, cb, cr, rgb, (y * width + x) * 3);
      }
    }
  }
  return new Uint8Array(rgb.buffer);
}

/** Writes a pixel's red, green and blue, rounded and clamped by the array, at `to`. */
type RgbConverter = (y: number, cb: number, cr: number, rgb: Uint8ClampedArray, to: number) => void;

export function rgbConverter({ lumaWeights, reference }: YCbCrCoding): RgbConverter {
  const [red, green, blue] = lumaWeights as readonly [number, number, number];
  const [black, white, blueZero, blueMost, redZero, redMost] = reference as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const lumaScale = 255 / (white - black);
  const blueScale = 127 / (blueMost - blueZero);
  const redScale = 127 / (redMost - redZero);
  return (y, cb, cr, rgb, to) => {
    const luma = (y - black) * lumaScale;
    const r = luma + (cr - redZero) * redScale * (2 - 2 * red);
    const b = luma + (cb - blueZero) * blueScale * (2 - 2 * blue);
    rgb[to] = r;
    rgb[to + 1] = (luma - blue * b - red * r) / green;
    rgb[to + 2] = b;
  };
}
