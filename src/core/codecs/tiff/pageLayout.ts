import { DenoiseError } from '../../errors';
import type { Raster, SampleFormat } from '../../image/raster';
import { type Text, text } from '../../text';
import { packedLength } from '../bitPacking';
import type { DecodeLimits } from '../codec';
import { type FormatFeature, unsupportedFeature } from '../features';
import type { NoteTaker } from '../notes';
import { checkPixelCount, checkSampleCount } from '../pageMemory';
import { type BlockGrid, type BlockLocations, readBlockGrid } from './blockGrid';
import { readBlockLocations } from './blockLocations';
import { readColorMap } from './colorMap';
import { type Compression, compressionOf, type WritableCompression } from './compression';
import type { Directory } from './directory';
import { isLab } from './labSamples';
import { compressionName, photometricName } from './names';
import { Predictor } from './predictor';
import { samplesPerPixelOf } from './samplesPerPixel';
import { jpegTag, oldJpegTag, Photometric, Tag } from './tags';
import { readYCbCrCoding, type YCbCrCoding, yCbCrByteCount } from './yCbCr';

/** How the samples of a page are stored. Palette indices count as samples here. */
export interface PageLayout {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  /** What the last samples of a pixel are; see channelRoles. */
  readonly extraSamples: readonly number[];
  readonly sampleFormat: SampleFormat;
  readonly bitDepth: number;
  readonly photometric: number;
  readonly compression: Compression;
  readonly compressionTag: number;
  /** One of Predictor. */
  readonly predictor: number;
  /** FillOrder 2: the bits of every stored byte are in reverse. */
  readonly bitsReversed: boolean;
  readonly grid: BlockGrid;
  readonly locations: BlockLocations;
  /** All reds, then all greens, then all blues; absent when samples are not to be looked up. */
  readonly colorMap: Uint16Array | undefined;
  /** Of a camera's colour filters. */
  readonly mosaic: Raster['mosaic'];
  /** The value that stands for "no measurement", as GDAL declares it. */
  readonly noData: number | undefined;
  /** For YCbCr images without JPEG only; the samples of YCbCr count as the RGB they are converted to. */
  readonly yCbCr: YCbCrCoding | undefined;
}

/** A page that can be read. */
export interface ReadablePage {
  readonly directory: Directory;
  readonly layout: PageLayout;
}

/** The layout of a page to write. */
export interface WritableLayout extends PageLayout {
  readonly compression: WritableCompression;
}

/** Samples of a pixel that lie side by side in a block. */
export function samplesPerBlockPixel(layout: Pick<PageLayout, 'samplesPerPixel' | 'grid'>): number {
  return layout.grid.planes === 1 ? layout.samplesPerPixel : 1;
}

/** Bytes of a row of a block before compression. */
export function blockRowLength(layout: Pick<PageLayout, 'samplesPerPixel' | 'grid' | 'bitDepth'>): number {
  return packedLength(layout.grid.blockWidth * samplesPerBlockPixel(layout), layout.bitDepth);
}

/** Bytes of `rows` rows of a block before compression. */
export function blockByteCount(layout: PageLayout, rows: number): number {
  if (layout.yCbCr) return yCbCrByteCount(layout.yCbCr, layout.grid.blockWidth, rows);
  return blockRowLength(layout) * rows;
}

/**
 * Reads and checks the tags that say how a page is stored.
 * @param notes takes what is tolerated in them.
 * @throws DenoiseError `damaged`, `unsupported` (naming tag and value) or `too-large`.
 */
export function readPageLayout(directory: Directory, limits: DecodeLimits, notes: NoteTaker): PageLayout {
  checkSampleTags(directory);
  const { width, height } = readPageSize(directory);
  checkPixelCount(width, height, limits);
  const samplesPerPixel = readSamplesPerPixel(directory, notes);
  checkSampleCount(width, height, samplesPerPixel, limits);
  const bitsPerSample = directory.numbers(Tag.bitsPerSample)?.slice(0, samplesPerPixel);
  const bitDepth = oneForAll(bitsPerSample, 1, text('BitsPerSample (tag 258)'));
  const sampleFormat = readSampleFormat(directory, bitDepth, samplesPerPixel);
  const photometric = readPhotometric(directory, samplesPerPixel);
  if (isLab({ photometric })) checkLab({ samplesPerPixel, bitDepth, sampleFormat });
  const compressionTag = directory.number(Tag.compression) ?? 1;
  const compression = compressionOf(directory) ?? unknownCompression(compressionTag);
  if (compression.largestRatio === 'rows' && (bitDepth !== 1 || samplesPerPixel !== 1)) {
    throw new DenoiseError(
      'damaged',
      text('The TIFF page has fax compression, but {0} bits per pixel.', bitDepth * samplesPerPixel),
    );
  }
  const predictor = compression.predicts ? readPredictor(directory, sampleFormat, bitDepth) : Predictor.none;
  const planes = directory.number(Tag.planarConfiguration) === 2 ? samplesPerPixel : 1;
  const grid = readBlockGrid(directory, width, height, planes);
  checkPixelCount(grid.blockWidth, grid.blockHeight, limits);
  if (photometric === Photometric.yCbCr) checkYCbCr({ samplesPerPixel, bitDepth, predictor, grid });
  const isPlainYCbCr = photometric === Photometric.yCbCr && compressionTag !== jpegTag && compressionTag !== oldJpegTag;
  const yCbCr = isPlainYCbCr ? readYCbCrCoding(directory) : undefined;
  const rowLength = blockRowLength({ samplesPerPixel, grid, bitDepth });
  const blockLength = (rows: number) => (yCbCr ? yCbCrByteCount(yCbCr, grid.blockWidth, rows) : rowLength * rows);
  const uncompressed = compressionTag === 1 ? blockLength : undefined;
  const locations = readBlockLocations(directory, grid, { width, height, compression, uncompressed }, notes);
  const bitsReversed = directory.number(Tag.fillOrder) === 2;
  const colorMap =
    photometric === Photometric.palette ? readPalette(directory, bitDepth, samplesPerPixel, notes) : undefined;
  return {
    width,
    height,
    samplesPerPixel,
    sampleFormat,
    bitDepth,
    photometric,
    compression,
    compressionTag,
    predictor,
    bitsReversed,
    grid,
    locations,
    colorMap,
    mosaic: photometric === Photometric.colorFilterArray ? readMosaic(directory, samplesPerPixel) : undefined,
    extraSamples: readExtraSamples(directory),
    noData: readNoData(directory),
    yCbCr,
  };
}

/** Tags without which samples would be guessed. */
const sampleTags = [Tag.bitsPerSample, Tag.compression, Tag.planarConfiguration, Tag.predictor, Tag.sampleFormat];

/** Throws `damaged` when one is there without a value: that is not the default that its absence stands for. */
function checkSampleTags(directory: Directory): void {
  for (const tag of sampleTags) {
    if (directory.find(tag)?.count === 0) throw new DenoiseError('damaged', text('TIFF tag {0} has no value.', tag));
  }
}

/** Width and height in pixels. Throws `damaged`. */
export function readPageSize(directory: Directory): { width: number; height: number } {
  const width = directory.number(Tag.imageWidth) ?? 0;
  const height = directory.number(Tag.imageLength) ?? 0;
  if (width > 0 && height > 0) return { width, height };
  throw new DenoiseError('damaged', 'The TIFF page has no width or no height.');
}

function readSamplesPerPixel(directory: Directory, notes: NoteTaker): number {
  const samplesPerPixel = samplesPerPixelOf(directory);
  const isStated = directory.number(Tag.samplesPerPixel) === samplesPerPixel;
  if (!isStated && samplesPerPixel > 1) {
    notes.add(
      text(
        'The file does not say how many samples a pixel has (tag 277); by its other tags there are {0}.',
        samplesPerPixel,
      ),
    );
  }
  return samplesPerPixel;
}

/** Of L*a*b* only integers of 8 and 16 bits are supported. */
function checkLab(page: Pick<PageLayout, 'samplesPerPixel' | 'bitDepth' | 'sampleFormat'>): void {
  const { samplesPerPixel, bitDepth, sampleFormat } = page;
  if (samplesPerPixel >= 3 && (bitDepth === 8 || bitDepth === 16) && sampleFormat === 'uint') return;
  throw unsupported(
    'colour',
    text(
      'Its L*a*b* has {0} samples of {1} bits per pixel instead of 3 integers of 8 or 16',
      samplesPerPixel,
      bitDepth,
    ),
  );
}

/** None when the tag is of a type that it must not be: what channels mean is not worth a page. */
function readExtraSamples(directory: Directory): readonly number[] {
  try {
    return directory.numbers(Tag.extraSamples) ?? [];
  } catch {
    return [];
  }
}

/** GDAL writes the number as text: "-9999", "nan", "-3.4028234663852886e+38"; some writers use a decimal comma. */
function readNoData(directory: Directory): number | undefined {
  const written = directory.text(Tag.gdalNoData)?.split('\0')[0].trim().replace(',', '.');
  const value = written ? Number(written) : Number.NaN;
  // NaN and infinities are no measurements without being declared
  return Number.isFinite(value) ? value : undefined;
}

/** Of YCbCr only 8-bit chunky pages of three channels are supported. */
function checkYCbCr(page: Pick<PageLayout, 'samplesPerPixel' | 'bitDepth' | 'predictor' | 'grid'>): void {
  if (page.samplesPerPixel !== 3 || page.bitDepth !== 8) {
    throw unsupported(
      'colour',
      text('Its YCbCr has {0} samples of {1} bits per pixel instead of 3 of 8', page.samplesPerPixel, page.bitDepth),
    );
  }
  if (page.grid.planes > 1) throw unsupported('colour', text('Its YCbCr has a plane for each channel (tag 284)'));
  if (page.predictor !== Predictor.none) throw unsupported('colour', text('Its YCbCr has a predictor (tag 317)'));
}

/** The value that all channels share, or the default when the tag is absent. */
function oneForAll(values: readonly number[] | undefined, otherwise: number, name: Text): number {
  const first = values?.[0] ?? otherwise;
  if (values?.some((value) => value !== first)) {
    throw unsupported('samples', text('{0} differs between channels ({1})', name, values.join(', ')));
  }
  return first;
}

const sampleFormats: Record<number, SampleFormat> = { 1: 'uint', 2: 'int', 3: 'float', 4: 'uint' };

function readSampleFormat(directory: Directory, bitDepth: number, samplesPerPixel: number): SampleFormat {
  const values = directory.numbers(Tag.sampleFormat)?.slice(0, samplesPerPixel);
  const value = oneForAll(values, 1, text('SampleFormat (tag 339)'));
  const format = sampleFormats[value];
  if (!format) {
    const isComplex = value < 7;
    throw unsupported(
      'samples',
      isComplex
        ? text('SampleFormat (tag 339) is {0} (complex numbers)', value)
        : text('SampleFormat (tag 339) is {0}', value),
    );
  }
  const depths: Record<SampleFormat, (bits: number) => boolean> = {
    uint: (bits) => (bits >= 1 && bits <= 16) || bits === 32 || bits === 64,
    int: (bits) => bits === 8 || bits === 16 || bits === 32 || bits === 64,
    float: (bits) => bits === 16 || bits === 32 || bits === 64,
  };
  if (depths[format](bitDepth)) return format;
  const kinds: Record<SampleFormat, Text> = {
    uint: text('unsigned integers'),
    int: text('signed integers'),
    float: text('floats'),
  };
  throw unsupported('samples', text('Its samples are {0}-bit {1} (tags 258 and 339)', bitDepth, kinds[format]));
}

function readPhotometric(directory: Directory, samplesPerPixel: number): number {
  const guess = samplesPerPixel >= 3 ? Photometric.rgb : Photometric.blackIsZero;
  const value = directory.number(Tag.photometricInterpretation) ?? guess;
  if (!Object.values<number>(Photometric).includes(value)) {
    throw unsupported(
      'colour',
      text('PhotometricInterpretation (tag 262) is {0} ({1})', value, photometricName(value)),
    );
  }
  // Microscopes write two channels as RGB.
  if (value === Photometric.rgb && samplesPerPixel < 2) {
    throw new DenoiseError('damaged', text('The TIFF page is RGB, but has {0} samples per pixel.', samplesPerPixel));
  }
  if (value === Photometric.cmyk && (samplesPerPixel < 4 || (directory.number(Tag.inkSet) ?? 1) !== 1)) {
    throw unsupported(
      'colour',
      text('Its {0} inks (tags 277 and 332) are not cyan, magenta, yellow and black', samplesPerPixel),
    );
  }
  return value;
}

function readPredictor(directory: Directory, format: SampleFormat, bitDepth: number): number {
  const predictor = directory.number(Tag.predictor) ?? Predictor.none;
  if (predictor === Predictor.none) return predictor;
  if (predictor === Predictor.horizontal && [8, 16, 32, 64].includes(bitDepth)) return predictor;
  if (predictor === Predictor.floatingPoint && format === 'float') return predictor;
  throw unsupported('layout', text('Predictor (tag 317) is {0} with {1}-bit samples', predictor, bitDepth));
}

function readPalette(directory: Directory, bitDepth: number, samplesPerPixel: number, notes: NoteTaker): Uint16Array {
  if (bitDepth > 16 || samplesPerPixel !== 1) {
    throw unsupported(
      'colour',
      text('It has a palette, but {0} samples of {1} bits per pixel', samplesPerPixel, bitDepth),
    );
  }
  return readColorMap(directory, bitDepth, notes);
}

/** Red, green and blue filters in blocks of 2x2, which nearly all cameras have (TIFF/EP, section 5.1). */
function readMosaic(directory: Directory, samplesPerPixel: number): Raster['mosaic'] {
  const [rows = 2, columns = 2] = directory.numbers(Tag.cfaRepeatPatternDim) ?? [];
  if (samplesPerPixel !== 1 || rows !== 2 || columns !== 2) {
    throw unsupported(
      'colour',
      text('Its colour filter array repeats after {0}x{1} pixels (tag 33421)', columns, rows),
    );
  }
  const cfaLayout = directory.hint(Tag.cfaLayout) ?? 1;
  if (cfaLayout === 1) return { width: columns, height: rows };
  throw unsupported('colour', text('The pixels of its colour filter array are staggered (tag 50711)'));
}

function unknownCompression(tag: number): never {
  throw unsupported('compression', text('Its compression (tag 259) is {0} ({1})', tag, compressionName(tag)));
}

function unsupported(kind: FormatFeature['kind'], what: Text): DenoiseError {
  return unsupportedFeature('tiff', kind, what);
}
