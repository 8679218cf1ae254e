import { pixelOrder, type Symmetry } from '../../src/core/denoise/symmetries';
import { integerRange, type Raster } from '../../src/core/image/raster';
import { percentileRange } from '../../src/core/image/unitRange';
import type { Picture } from '../../src/shared/protocol';

/** File values shown as black and white. */
export interface DisplayRange {
  readonly black: number;
  readonly white: number;
}

/**
 * What a viewer shows of a raster: files of up to 8 bits as they are, deeper ones stretched between their percentiles,
 * because a 12-bit picture in a 16-bit file would be black otherwise.
 */
export function displayRangeOf(raster: Raster, whiteIsZero = false): DisplayRange {
  const { black, white } =
    raster.sampleFormat === 'float' || raster.bitDepth > 8 ? percentileRange(raster) : wholeRange(raster);
  return whiteIsZero ? { black: white, white: black } : { black, white };
}

function wholeRange({ sampleFormat, bitDepth }: Raster): DisplayRange {
  const { min, max } = integerRange(sampleFormat, bitDepth);
  return { black: min, white: max };
}

/** The raster as 8-bit RGBA for the screen. The channel after the colours is taken for straight alpha. */
export function pictureOf(raster: Raster, { black, white }: DisplayRange): Picture {
  const { width, height, channels, colorChannels, samples } = raster;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const scale = 255 / (white - black);
  const shown = (at: number) => (samples[at] - black) * scale;
  const putColor = colorWriters[colorChannels] ?? putGrey;
  const alpha = channels > colorChannels ? colorChannels : -1;
  const alphaScale = raster.sampleFormat === 'float' ? 255 : 255 / integerRange('uint', raster.bitDepth).max;
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) {
    putColor(shown, from, pixels, to);
    pixels[to + 3] = alpha < 0 ? 255 : samples[from + alpha] * alphaScale;
  }
  return { width, height, pixels };
}

/** Puts one pixel's colour; `shown` gives a sample as 0 (black) to 255 (white). */
type PutColor = (shown: (at: number) => number, from: number, pixels: Uint8ClampedArray, to: number) => void;

const putGrey: PutColor = (shown, from, pixels, to) => {
  pixels[to] = shown(from);
  pixels[to + 1] = pixels[to];
  pixels[to + 2] = pixels[to];
};

const putRgb: PutColor = (shown, from, pixels, to) => {
  for (let c = 0; c < 3; c++) pixels[to + c] = shown(from + c);
};

/** Inks without colour management: each takes its share of the light. */
const putCmyk: PutColor = (shown, from, pixels, to) => {
  const key = 255 - shown(from + 3);
  for (let c = 0; c < 3; c++) pixels[to + c] = ((255 - shown(from + c)) * key) / 255;
};

const colorWriters: Record<number, PutColor> = { 3: putRgb, 4: putCmyk };

/** How the rows and columns of a file lie, by its orientation tag (TIFF 6.0 page 36; EXIF has the same numbers). */
const turns: Record<number, Symmetry> = {
  2: { transposes: false, flipsRows: false, flipsColumns: true },
  3: { transposes: false, flipsRows: true, flipsColumns: true },
  4: { transposes: false, flipsRows: true, flipsColumns: false },
  5: { transposes: true, flipsRows: false, flipsColumns: false },
  6: { transposes: true, flipsRows: false, flipsColumns: true },
  7: { transposes: true, flipsRows: true, flipsColumns: true },
  8: { transposes: true, flipsRows: true, flipsColumns: false },
};

/** The picture turned as its file's orientation says, for display. */
export function turned(picture: Picture, orientation: number | undefined): Picture {
  const turn = turns[orientation ?? 1];
  if (!turn) return picture;
  const { width, height } = picture;
  const from = new Uint32Array(picture.pixels.buffer);
  const to = Uint32Array.from(pixelOrder(turn, height, width), (pixel) => from[pixel]);
  return {
    width: turn.transposes ? height : width,
    height: turn.transposes ? width : height,
    pixels: new Uint8ClampedArray(to.buffer),
  };
}
