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
export function displayRangeOf(raster: Raster): DisplayRange {
  if (raster.sampleFormat === 'float' || raster.bitDepth > 8) return percentileRange(raster);
  const { min, max } = integerRange(raster.sampleFormat, raster.bitDepth);
  return { black: min, white: max };
}

/** The raster as 8-bit RGBA for the screen. A fourth (RGB) or second (grey) channel is taken for straight alpha. */
export function pictureOf(raster: Raster, { black, white }: DisplayRange): Picture {
  const { width, height, channels, colorChannels, samples } = raster;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const scale = 255 / (white - black);
  const green = colorChannels === 3 ? 1 : 0;
  const blue = colorChannels === 3 ? 2 : 0;
  const alpha = channels > colorChannels ? colorChannels : -1;
  const alphaScale = raster.sampleFormat === 'float' ? 255 : 255 / integerRange('uint', raster.bitDepth).max;
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) {
    pixels[to] = (samples[from] - black) * scale;
    pixels[to + 1] = (samples[from + green] - black) * scale;
    pixels[to + 2] = (samples[from + blue] - black) * scale;
    pixels[to + 3] = alpha < 0 ? 255 : samples[from + alpha] * alphaScale;
  }
  return { width, height, pixels };
}
