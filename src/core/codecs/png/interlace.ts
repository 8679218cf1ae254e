import { packedLength } from '../bitPacking';
import { type PngHeader, samplesPerPixel } from './header';

/** A reduced image: the pixels (x + i * stepX, y + j * stepY) of the full one. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
}

/** x, y, stepX, stepY of Adam7's passes (PNG section 8.2). */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that hold pixels, in file order; an image that is not interlaced is one pass. */
export function passesOf({ width, height, interlaced }: PngHeader): Pass[] {
  const grids = interlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  return grids
    .map(([x, y, stepX, stepY]) => ({
      x,
      y,
      stepX,
      stepY,
      width: Math.ceil((width - x) / stepX),
      height: Math.ceil((height - y) / stepY),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of a row of a pass, without its filter byte. */
export function rowLength(header: PngHeader, pass: Pass): number {
  return packedLength(pass.width * samplesPerPixel(header), header.bitDepth);
}

/** Bytes of all rows of all passes with their filter bytes: what the compressed image data must hold. */
export function filteredSize(header: PngHeader): number {
  return passesOf(header).reduce((sum, pass) => sum + pass.height * (1 + rowLength(header, pass)), 0);
}
