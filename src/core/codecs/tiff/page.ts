import { DenoiseError } from '../../errors';
import { asFloats, type Raster } from '../../image/raster';
import { type Text, text } from '../../text';
import type { WriteOptions } from '../codec';
import { findIndices, lookUpColors } from '../colorTable';
import { fitPalette } from '../fitPalette';
import { Notes, type NoteTaker } from '../notes';
import { allocateSamples, checkSameShape } from '../pageMemory';
import { isSparse } from './blockGrid';
import type { ByteSource } from './byteSource';
import { channelRoles, inFileOrder, inRasterOrder } from './channelRoles';
import { colorMapOf, colorTable, isGreyMap } from './colorMap';
import { fallback, isWritable } from './compression';
import { withFloatSamples } from './floatSamples';
import { isLab, labScales, toggleSigns } from './labSamples';
import type { PageLayout, WritableLayout } from './pageLayout';
import { readPageSamples } from './pageSamples';
import { Predictor } from './predictor';
import { Photometric } from './tags';

/** The raster of a page, without its samples. */
export function pageShape(layout: PageLayout): Omit<Raster, 'samples'> {
  const { width, height, sampleFormat, bitDepth, samplesPerPixel, colorMap } = layout;
  if (colorMap) {
    const channels = isGreyMap(colorMap) ? 1 : 3;
    return { width, height, sampleFormat: 'uint', bitDepth: 16, channels, colorChannels: channels };
  }
  const { colorChannels, jointChannels, alpha } = channelRoles(layout);
  return {
    ...{ width, height, sampleFormat, bitDepth, channels: samplesPerPixel, colorChannels },
    ...(jointChannels !== colorChannels && { jointChannels }),
    ...(alpha && { alpha }),
    // those of YCbCr are of samples that the raster does not have
    ...(layout.noData !== undefined && layout.photometric !== Photometric.yCbCr && { noData: layout.noData }),
    ...(isLab(layout) && { lab: labScales(layout) }),
    ...(layout.mosaic && { mosaic: layout.mosaic }),
  };
}

/**
 * Decodes a page. Palettes become 16-bit RGB, or grey when all their colours are, and YCbCr 8-bit RGB; images whose white
 * is zero keep their samples as they are. Alpha comes last, also where the file has it between other channels.
 * @param notes takes what is tolerated in the data.
 * @throws DenoiseError `damaged`, `truncated`, `unsupported`, `too-large`.
 */
export async function readPage(layout: PageLayout, source: ByteSource, notes: NoteTaker): Promise<Raster> {
  const shape = pageShape(layout);
  const stored = await readPageSamples(layout, source, notes);
  if (shape.lab) toggleSigns(stored, layout);
  if (!layout.colorMap) return { ...shape, samples: inRasterOrder(stored, channelRoles(layout)) };
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
 * Throws `internal` when the raster is not of the shape that readPage gives, `unsupported` for floats of L*a*b*.
 */
export async function pageToWrite(
  source: PageLayout,
  bytes: ByteSource,
  raster: Raster,
  options: WriteOptions,
): Promise<PageToWrite> {
  const isFloat = options.samples === 'float32';
  checkSameShape(isFloat ? asFloats(raster) : raster, { ...pageShape(source), ...(isFloat && floatFormat) });
  const page = isFloat ? floatPage(source, asFloats(raster)) : await withWritableColors(source, bytes, raster, options);
  if (!isSparse(source.locations)) return page;
  return { ...page, notes: [...page.notes, text('Strips or tiles that the source leaves out are written, as zeros.')] };
}

function withSignsToggled(samples: Raster['samples'], layout: PageLayout): Raster['samples'] {
  const toggled = samples.slice();
  toggleSigns(toggled, layout);
  return toggled;
}

/** Throws `unsupported` when none of the pages can be written as floats. */
export function checkFloats(layouts: readonly PageLayout[]): void {
  if (!layouts.every(isLab)) return;
  throw new DenoiseError(
    'unsupported',
    'L*a*b* cannot be written as 32-bit floats. Write its own samples, or convert it to RGB first.',
  );
}

const floatFormat = { sampleFormat: 'float', bitDepth: 32 } as const;

function floatPage(source: PageLayout, raster: Raster): PageToWrite {
  checkFloats([source]);
  const writable = withWritableCompression(source);
  const hasColors = source.colorMap !== undefined || source.photometric === Photometric.yCbCr;
  const layout = withFloatSamples(hasColors ? withOwnColors(writable) : writable);
  const samples = hasColors ? raster.samples : inFileOrder(raster.samples, channelRoles(source));
  return { layout, samples, notes: [] };
}

async function withWritableColors(
  source: PageLayout,
  bytes: ByteSource,
  raster: Raster,
  options: WriteOptions,
): Promise<PageToWrite> {
  if (source.colorMap) return palettePage(source, source.colorMap, bytes, raster, options);
  const layout = withWritableCompression(source);
  if (layout.photometric !== Photometric.yCbCr) {
    const samples = inFileOrder(raster.samples, channelRoles(layout));
    return { layout, samples: isLab(layout) ? withSignsToggled(samples, layout) : samples, notes: [] };
  }
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
  return {
    ...layout,
    colorMap: undefined,
    yCbCr: undefined,
    photometric,
    bitDepth,
    samplesPerPixel,
    extraSamples: [],
    grid,
  };
}

function withWritableCompression(layout: PageLayout): WritableLayout {
  const { compression } = layout;
  if (isWritable(compression)) return { ...layout, compression };
  const predictor = layout.predictor === Predictor.none ? bestPredictor(layout) : layout.predictor;
  return { ...layout, compression: fallback.compression, compressionTag: fallback.tag, predictor };
}

/** One that all readers know for the samples: of depths between bytes there is none, of 64 bits few know it. */
function bestPredictor({ sampleFormat, bitDepth }: PageLayout): number {
  if (sampleFormat === 'float') return Predictor.floatingPoint;
  return bitDepth === 8 || bitDepth === 16 || bitDepth === 32 ? Predictor.horizontal : Predictor.none;
}
