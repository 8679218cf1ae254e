import type { Raster } from '../../image/raster';
import { type Text, text } from '../../text';
import type { WriteOptions } from '../codec';
import { findIndices, lookUpColors } from '../colorTable';
import { fitPalette } from '../fitPalette';
import { Notes, type NoteTaker } from '../notes';
import { allocateSamples, checkSameShape } from '../pageMemory';
import { isSparse } from './blockGrid';
import type { ByteSource } from './byteSource';
import { colorMapOf, colorTable, isGreyMap } from './colorMap';
import { fallback, isWritable } from './compression';
import { isLab, labScales, toggleSigns } from './labSamples';
import type { PageLayout, WritableLayout } from './pageLayout';
import { readPageSamples } from './pageSamples';
import { Predictor } from './predictor';
import { Photometric } from './tags';

/** CMYK keeps its inks: each is denoised like a colour. */
const colorChannelsOf = new Map<number, number>([
  [Photometric.rgb, 3],
  [Photometric.yCbCr, 3],
  [Photometric.cmyk, 4],
  [Photometric.cieLab, 3],
  [Photometric.iccLab, 3],
  [Photometric.ituLab, 3],
]);

/** Cameras measure up to four colours. */
const mostRawColors = 4;

/** The raster of a page, without its samples. */
export function pageShape(layout: PageLayout): Omit<Raster, 'samples'> {
  const { width, height, sampleFormat, bitDepth, samplesPerPixel, photometric, colorMap } = layout;
  if (colorMap) {
    const channels = isGreyMap(colorMap) ? 1 : 3;
    return { width, height, sampleFormat: 'uint', bitDepth: 16, channels, colorChannels: channels };
  }
  const isLinearRaw = photometric === Photometric.linearRaw && samplesPerPixel <= mostRawColors;
  const colorChannels = isLinearRaw ? samplesPerPixel : (colorChannelsOf.get(photometric) ?? 1);
  return {
    ...{ width, height, sampleFormat, bitDepth, channels: samplesPerPixel, colorChannels },
    ...meaningOfSamples(layout, colorChannels),
    ...(isLab(layout) && { lab: labScales(layout) }),
    ...(layout.mosaic && { mosaic: layout.mosaic }),
  };
}

/** Which channel is alpha, and the value without a meaning. Those of YCbCr are of samples that the raster does not have. */
function meaningOfSamples(
  { samplesPerPixel, extraSamples, noData, photometric }: PageLayout,
  colorChannels: number,
): Pick<Raster, 'alpha' | 'noData'> {
  const extra = extraSamples.findIndex((meaning) => meaning === 1 || meaning === 2);
  // the tag's values belong to the last samples
  const channel = samplesPerPixel - extraSamples.length + extra;
  const isAlpha = extra >= 0 && channel >= colorChannels;
  return {
    ...(isAlpha && { alpha: { channel, associated: extraSamples[extra] === 1 } }),
    ...(noData !== undefined && photometric !== Photometric.yCbCr && { noData }),
  };
}

/**
 * Decodes a page. Palettes become 16-bit RGB, or grey when all their colours are, and YCbCr 8-bit RGB; images whose white
 * is zero keep their samples as they are.
 * @param notes takes what is tolerated in the data.
 * @throws DenoiseError `damaged`, `truncated`, `unsupported`, `too-large`.
 */
export async function readPage(layout: PageLayout, source: ByteSource, notes: NoteTaker): Promise<Raster> {
  const shape = pageShape(layout);
  const stored = await readPageSamples(layout, source, notes);
  if (shape.lab) toggleSigns(stored, layout);
  if (!layout.colorMap) return { ...shape, samples: stored };
  const samples = allocateSamples('uint', 16, stored.length * shape.channels) as Uint16Array;
  return { ...shape, samples: lookUpColors(stored as Uint8Array | Uint16Array, colorTable(layout.colorMap), samples) };
}

/** What to write for a page. */
export interface PageToWrite {
  readonly layout: WritableLayout;
  /** As readPageSamples gives them. */
  readonly samples: Raster['samples'];
  /** For the user: what could not be written as it was. */
  readonly notes: readonly Text[];
}

/**
 * The samples of a changed page in its source's layout, as far as this can be written: a page whose colours are not all
 * in its palette becomes 16-bit RGB or grey, or gets a new palette (see WriteOptions), YCbCr becomes 8-bit RGB, and
 * compressions that are read only become Deflate.
 * Throws `internal` when the raster is not of the shape that readPage gives.
 */
export async function pageToWrite(
  source: PageLayout,
  bytes: ByteSource,
  raster: Raster,
  options: WriteOptions,
): Promise<PageToWrite> {
  checkSameShape(raster, pageShape(source));
  const page = await withWritableColors(source, bytes, raster, options);
  if (!isSparse(source.locations)) return page;
  return { ...page, notes: [...page.notes, text('Strips or tiles that the source leaves out are written, as zeros.')] };
}

async function withWritableColors(
  source: PageLayout,
  bytes: ByteSource,
  raster: Raster,
  options: WriteOptions,
): Promise<PageToWrite> {
  if (source.colorMap) return palettePage(source, source.colorMap, bytes, raster, options);
  const layout = withWritableCompression(source);
  if (isLab(layout)) {
    const samples = raster.samples.slice();
    toggleSigns(samples, layout);
    return { layout, samples, notes: [] };
  }
  if (layout.photometric !== Photometric.yCbCr) return { layout, samples: raster.samples, notes: [] };
  const notes = [text('The source is YCbCr; the result is written as RGB.')];
  return { layout: withOwnColors(layout), samples: raster.samples, notes };
}

/** Longer palettes are never fitted: most results have fewer colours. */
const deepestFit = 8;

async function palettePage(
  source: PageLayout,
  colorMap: Uint16Array,
  bytes: ByteSource,
  raster: Raster,
  options: WriteOptions,
): Promise<PageToWrite> {
  const samples = raster.samples as Uint16Array;
  const layout = withWritableCompression(source);
  const table = colorTable(colorMap);
  // What there is to say of the data was said when the raster was read.
  const sourceIndices = (await readPageSamples(source, bytes, new Notes())) as Uint8Array | Uint16Array;
  const indices = findIndices(samples, table, sourceIndices);
  if (indices) return { layout, samples: indices, notes: [] };
  if (options.palette === 'keep' && layout.bitDepth <= deepestFit) {
    const fitted = fitPalette(samples, table, layout.bitDepth, sourceIndices);
    const newMap = colorMapOf(fitted.table, fitted.bitDepth);
    const newLayout = { ...layout, bitDepth: fitted.bitDepth, colorMap: newMap };
    if (newMap) return { layout: newLayout, samples: fitted.indices, notes: [fitted.note] };
  }
  const note =
    table.channels === 1
      ? text('The result has colours that the palette of the source lacks, so it is written as 16-bit grey.')
      : text('The result has colours that the palette of the source lacks, so it is written as 16-bit RGB.');
  return { layout: withOwnColors(layout), samples, notes: [note] };
}

/** The layout of a page whose rasters have other samples than the file, with those of the rasters. */
function withOwnColors(layout: WritableLayout): WritableLayout {
  const { bitDepth, channels: samplesPerPixel } = pageShape(layout);
  const photometric = samplesPerPixel === 1 ? Photometric.blackIsZero : Photometric.rgb;
  const grid = { ...layout.grid, planes: 1 };
  return { ...layout, colorMap: undefined, yCbCr: undefined, photometric, bitDepth, samplesPerPixel, grid };
}

function withWritableCompression(layout: PageLayout): WritableLayout {
  const { compression, bitDepth } = layout;
  if (isWritable(compression)) return { ...layout, compression };
  const predictor = bitDepth >= 8 ? Predictor.horizontal : Predictor.none;
  return { ...layout, compression: fallback.compression, compressionTag: fallback.tag, predictor };
}
