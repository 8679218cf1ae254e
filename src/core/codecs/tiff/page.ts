import type { Raster } from '../../image/raster';
import { type ColorTable, findIndices, lookUpColors } from '../colorTable';
import { allocateSamples, checkSameShape } from '../pageMemory';
import type { ByteSource } from './byteSource';
import { type PageLayout, Photometric } from './pageLayout';
import { readPageSamples } from './pageSamples';

/** The raster of a page, without its samples. */
export function pageShape(layout: PageLayout): Omit<Raster, 'samples'> {
  const { width, height, sampleFormat, bitDepth, samplesPerPixel, photometric } = layout;
  if (photometric === Photometric.palette) {
    return { width, height, sampleFormat: 'uint', bitDepth: 16, channels: 3, colorChannels: 3 };
  }
  const colorChannels = photometric === Photometric.rgb ? 3 : 1;
  return { width, height, sampleFormat, bitDepth, channels: samplesPerPixel, colorChannels };
}

/**
 * Decodes a page. Palettes become 16-bit RGB; images whose white is zero keep their samples as they are.
 * @throws DenoiseError `damaged`, `truncated`, `unsupported`, `too-large`.
 */
export function readPage(layout: PageLayout, source: ByteSource): Raster {
  const shape = pageShape(layout);
  const stored = readPageSamples(layout, source);
  if (!layout.colorMap) return { ...shape, samples: stored };
  const samples = allocateSamples('uint', 16, stored.length * 3) as Uint16Array;
  return { ...shape, samples: lookUpColors(stored as Uint8Array | Uint16Array, colorTable(layout.colorMap), samples) };
}

/** What to write for a page. */
export interface PageToWrite {
  readonly layout: PageLayout;
  /** As readPageSamples gives them. */
  readonly samples: Raster['samples'];
}

/**
 * The samples of a changed page in its source's layout. A page whose colours are not all in its palette becomes 16-bit
 * RGB. Throws `internal` when the raster is not of the shape that readPage gives.
 */
export function pageToWrite(layout: PageLayout, source: ByteSource, raster: Raster): PageToWrite {
  checkSameShape(raster, pageShape(layout));
  const { colorMap, ...direct } = layout;
  if (!colorMap) return { layout, samples: raster.samples };
  const sourceIndices = readPageSamples(layout, source) as Uint8Array | Uint16Array;
  const indices = findIndices(raster.samples, colorTable(colorMap), sourceIndices);
  if (indices) return { layout, samples: indices };
  const rgb = { ...direct, colorMap: undefined, photometric: Photometric.rgb, bitDepth: 16, samplesPerPixel: 3 };
  return { layout: { ...rgb, grid: { ...layout.grid, planes: 1 } }, samples: raster.samples };
}

/** ColorMap's planes of red, green and blue as colours. */
function colorTable(colorMap: Uint16Array): ColorTable {
  const entries = colorMap.length / 3;
  const colors = colorMap.map((_, i) => colorMap[(i % 3) * entries + Math.floor(i / 3)]!);
  return { colors, channels: 3 };
}
