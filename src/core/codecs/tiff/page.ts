import type { Raster } from '../../image/raster';
import { type ColorTable, findIndices, lookUpColors } from '../colorTable';
import { allocateSamples, checkSameShape } from '../pageMemory';
import type { ByteSource } from './byteSource';
import { fallback, isWritable } from './compression';
import type { PageLayout, WritableLayout } from './pageLayout';
import { readPageSamples } from './pageSamples';
import { Predictor } from './predictor';
import { Photometric } from './tags';

/** CMYK keeps its inks: each is denoised like a colour. */
const colorChannelsOf = new Map<number, number>([
  [Photometric.rgb, 3],
  [Photometric.yCbCr, 3],
  [Photometric.cmyk, 4],
]);

/** The raster of a page, without its samples. */
export function pageShape(layout: PageLayout): Omit<Raster, 'samples'> {
  const { width, height, sampleFormat, bitDepth, samplesPerPixel, photometric } = layout;
  if (photometric === Photometric.palette) {
    return { width, height, sampleFormat: 'uint', bitDepth: 16, channels: 3, colorChannels: 3 };
  }
  const colorChannels = colorChannelsOf.get(photometric) ?? 1;
  return { width, height, sampleFormat, bitDepth, channels: samplesPerPixel, colorChannels };
}

/**
 * Decodes a page. Palettes become 16-bit RGB and YCbCr 8-bit RGB; images whose white is zero keep their samples as they are.
 * @throws DenoiseError `damaged`, `truncated`, `unsupported`, `too-large`.
 */
export async function readPage(layout: PageLayout, source: ByteSource): Promise<Raster> {
  const shape = pageShape(layout);
  const stored = await readPageSamples(layout, source);
  if (!layout.colorMap) return { ...shape, samples: stored };
  const samples = allocateSamples('uint', 16, stored.length * 3) as Uint16Array;
  return { ...shape, samples: lookUpColors(stored as Uint8Array | Uint16Array, colorTable(layout.colorMap), samples) };
}

/** What to write for a page. */
export interface PageToWrite {
  readonly layout: WritableLayout;
  /** As readPageSamples gives them. */
  readonly samples: Raster['samples'];
}

/**
 * The samples of a changed page in its source's layout, as far as this can be written: a page whose colours are not all
 * in its palette becomes 16-bit RGB, YCbCr becomes 8-bit RGB, and compressions that are read only become Deflate.
 * Throws `internal` when the raster is not of the shape that readPage gives.
 */
export async function pageToWrite(source: PageLayout, bytes: ByteSource, raster: Raster): Promise<PageToWrite> {
  const shape = pageShape(source);
  checkSameShape(raster, shape);
  const layout = withWritableCompression(source);
  const indices = source.colorMap && (await indicesInPalette(source, source.colorMap, bytes, raster));
  if (indices) return { layout, samples: indices };
  if (!source.colorMap && source.photometric !== Photometric.yCbCr) return { layout, samples: raster.samples };
  const grid = { ...layout.grid, planes: 1 };
  const { bitDepth, channels: samplesPerPixel } = shape;
  const rgb = { colorMap: undefined, yCbCr: undefined, photometric: Photometric.rgb, bitDepth, samplesPerPixel, grid };
  return { layout: { ...layout, ...rgb }, samples: raster.samples };
}

function withWritableCompression(layout: PageLayout): WritableLayout {
  const { compression, bitDepth } = layout;
  if (isWritable(compression)) return { ...layout, compression };
  const predictor = bitDepth >= 8 ? Predictor.horizontal : Predictor.none;
  return { ...layout, compression: fallback.compression, compressionTag: fallback.tag, predictor };
}

async function indicesInPalette(layout: PageLayout, colorMap: Uint16Array, bytes: ByteSource, { samples }: Raster) {
  const sourceIndices = (await readPageSamples(layout, bytes)) as Uint8Array | Uint16Array;
  return findIndices(samples, colorTable(colorMap), sourceIndices);
}

/** ColorMap's planes of red, green and blue as colours. */
function colorTable(colorMap: Uint16Array): ColorTable {
  const entries = colorMap.length / 3;
  const colors = colorMap.map((_, i) => colorMap[(i % 3) * entries + Math.floor(i / 3)]!);
  return { colors, channels: 3 };
}
