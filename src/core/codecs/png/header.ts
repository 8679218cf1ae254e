import { DenoiseError } from '../../errors';

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
  if (data.length !== 13) throw damaged(`has ${data.length} bytes instead of 13`);
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
    throw damaged(`gives the impossible size ${width} x ${height}`);
  }
  if (!isColorType(colorType)) throw damaged(`gives colour type ${colorType}, which does not exist`);
  if (!depths[colorType].includes(bitDepth)) {
    throw damaged(`gives bit depth ${bitDepth}, which colour type ${colorType} does not allow`);
  }
  if (compression !== 0) throw damaged(`gives compression method ${compression}, which does not exist`);
  if (filter !== 0) throw damaged(`gives filter method ${filter}, which does not exist`);
  if (interlace > 1) throw damaged(`gives interlace method ${interlace}, which does not exist`);
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

function damaged(what: string): DenoiseError {
  return new DenoiseError('damaged', `The PNG header (IHDR) ${what}.`);
}
