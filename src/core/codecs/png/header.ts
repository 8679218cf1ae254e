import { DenoiseError } from '../../errors';
import { text } from '../../text';

/** PNG's colour types (PNG table 11.1). */
export const ColorType = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgbAlpha: 6 } as const;
export type ColorType = (typeof ColorType)[keyof typeof ColorType];

/** What IHDR says (PNG section 11.2.1). */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colorType: ColorType;
  /** Whether rows come in the seven passes of Adam7. */
  readonly interlaced: boolean;
}

const depths: Record<ColorType, readonly number[]> = {
  [ColorType.grey]: [1, 2, 4, 8, 16],
  [ColorType.rgb]: [8, 16],
  [ColorType.palette]: [1, 2, 4, 8],
  [ColorType.greyAlpha]: [8, 16],
  [ColorType.rgbAlpha]: [8, 16],
};

const samplesPerPixelOf: Record<ColorType, number> = {
  [ColorType.grey]: 1,
  [ColorType.rgb]: 3,
  [ColorType.palette]: 1,
  [ColorType.greyAlpha]: 2,
  [ColorType.rgbAlpha]: 4,
};

/** Samples the file holds for a pixel; a palette index is one. */
export function samplesPerPixel(header: PngHeader): number {
  return samplesPerPixelOf[header.colorType];
}

/** Parses IHDR's data. Throws `damaged` when a value is not one that PNG allows. */
export function parseHeader(data: Uint8Array): PngHeader {
  if (data.length !== 13) {
    throw new DenoiseError('damaged', text('The PNG header (IHDR) has {0} bytes instead of 13.', data.length));
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [bitDepth, colorType, compression, filter, interlace] = data.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (width === 0 || height === 0 || width >= 2 ** 31 || height >= 2 ** 31) {
    throw new DenoiseError(
      'damaged',
      text('The PNG header (IHDR) gives the impossible size {0} x {1}.', width, height),
    );
  }
  if (!isColorType(colorType)) {
    throw new DenoiseError(
      'damaged',
      text('The PNG header (IHDR) gives colour type {0}, which does not exist.', colorType),
    );
  }
  if (!depths[colorType].includes(bitDepth)) {
    throw new DenoiseError(
      'damaged',
      text('The PNG header (IHDR) gives bit depth {0}, which colour type {1} does not allow.', bitDepth, colorType),
    );
  }
  if (compression !== 0) {
    throw new DenoiseError(
      'damaged',
      text('The PNG header (IHDR) gives compression method {0}, which does not exist.', compression),
    );
  }
  if (filter !== 0) {
    throw new DenoiseError(
      'damaged',
      text('The PNG header (IHDR) gives filter method {0}, which does not exist.', filter),
    );
  }
  if (interlace > 1) {
    throw new DenoiseError(
      'damaged',
      text('The PNG header (IHDR) gives interlace method {0}, which does not exist.', interlace),
    );
  }
  return { width, height, bitDepth, colorType, interlaced: interlace === 1 };
}

/** IHDR's data. */
export function serializeHeader(header: PngHeader): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, header.width);
  view.setUint32(4, header.height);
  data.set([header.bitDepth, header.colorType, 0, 0, header.interlaced ? 1 : 0], 8);
  return data;
}

function isColorType(value: number): value is ColorType {
  return Object.values<number>(ColorType).includes(value);
}
