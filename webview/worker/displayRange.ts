import { integerRange, type Raster } from '../../src/core/image/raster';
import { percentileRange } from '../../src/core/image/unitRange';
import type { DisplayMapping } from '../../src/shared/protocol';

/**
 * What a viewer shows of a raster: files of up to 8 bits as they are, deeper ones stretched between their percentiles,
 * because a 12-bit picture in a 16-bit file would be black otherwise.
 */
export function defaultMapping(raster: Raster, whiteIsZero = false): DisplayMapping {
  const isDeep = raster.sampleFormat === 'float' || raster.bitDepth > 8;
  const { black, white } = isDeep ? percentileRange(raster) : wholeRange(raster);
  return whiteIsZero ? { black: white, white: black, gamma: 1 } : { black, white, gamma: 1 };
}

function wholeRange({ sampleFormat, bitDepth }: Raster) {
  const { min, max } = integerRange(sampleFormat, bitDepth);
  return { black: min, white: max };
}
