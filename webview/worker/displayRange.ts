import { integerRange, jointChannelsOf, type Raster } from '../../src/core/image/raster';
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

export type DisplayRange = Pick<DisplayMapping, 'black' | 'white'>;

/** The 0.1 % and 99.9 % percentiles of the finite values shown together, of pixels all over the page. */
export function displayPercentiles(raster: Raster): DisplayRange {
  return percentilesOf(raster, 0, jointChannelsOf(raster));
}

/** The same of every colour channel by itself. */
export function channelPercentiles(raster: Raster): DisplayRange[] {
  return Array.from({ length: raster.colorChannels }, (_, channel) => percentilesOf(raster, channel, 1));
}

/** Of some channels in one row of every n-th pixel; n is odd, so that it does not run down the same columns all the time. */
function percentilesOf({ width, height, channels, samples, ...shape }: Raster, first: number, count: number) {
  const step = Math.floor((width * height) / sampledPixels) | 1;
  const pixels = Math.floor((width * height) / step);
  const some = new Float64Array(pixels * count);
  for (let pixel = 0, to = 0; pixel < pixels; pixel++) {
    const from = pixel * step * channels + first;
    for (let c = 0; c < count; c++, to++) some[to] = samples[from + c];
  }
  const row: Raster = { ...shape, width: pixels, height: 1, channels: count, colorChannels: count, samples: some };
  const { black, white } = percentileRange(row);
  return { black, white };
}

function wholeRange({ sampleFormat, bitDepth }: Raster) {
  const { min, max } = integerRange(sampleFormat, bitDepth);
  return { black: min, white: max };
}
