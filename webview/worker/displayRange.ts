import { integerRange, type Raster } from '../../src/core/image/raster';
import { percentileRange } from '../../src/core/image/unitRange';
import type { DisplayMapping } from '../../src/shared/viewing';

/** Enough for percentiles that differ by less than one can see, and few enough to be sorted at once. */
const sampledPixels = 1 << 16;

/**
 * What a viewer shows of a raster: files of up to 8 bits as they are, deeper ones stretched between their percentiles,
 * because a 12-bit picture in a 16-bit file would be black otherwise.
 */
export function defaultMapping(raster: Raster, whiteIsZero = false): DisplayMapping {
  // The range of L*a*b* is that of its scales: a* and b* lie around the middle, and are not stretched.
  const isDeep = !raster.lab && (raster.sampleFormat === 'float' || raster.bitDepth > 8);
  const { black, white } = isDeep ? displayPercentiles(raster) : wholeRange(raster);
  return whiteIsZero ? { black: white, white: black, gamma: 1 } : { black, white, gamma: 1 };
}

/** The 0.1 % and 99.9 % percentiles of the finite colour values of pixels all over the page. */
export function displayPercentiles(raster: Raster): { black: number; white: number } {
  const { black, white } = percentileRange(thinned(raster));
  return { black, white };
}

/** One row of every n-th pixel; n is odd, so that it does not run down the same columns all the time. */
function thinned(raster: Raster): Raster {
  const { width, height, channels, samples } = raster;
  const step = Math.floor((width * height) / sampledPixels) | 1;
  if (step === 1) return raster;
  const pixels = Math.floor((width * height) / step);
  const some = samples.slice(0, pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c++) some[pixel * channels + c] = samples[pixel * step * channels + c];
  }
  return { ...raster, width: pixels, height: 1, samples: some };
}

function wholeRange({ sampleFormat, bitDepth }: Raster) {
  const { min, max } = integerRange(sampleFormat, bitDepth);
  return { black: min, white: max };
}
