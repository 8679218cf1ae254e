import type { Raster } from '../../image/raster';
import { type Text, text } from '../../text';
import type { EncodedImage, WriteOptions } from '../codec';
import { findIndices } from '../colorTable';
import { fitPalette } from '../fitPalette';
import { checkSameShape } from '../pageMemory';
import { deflateZlib } from '../zlib';
import { type PngChunk, writeChunks } from './chunks';
import { parseColorKey, removeKeyedAlpha } from './colorKey';
import { rasterShape, readFileSamples } from './decode';
import { ColorType, type PngHeader, serializeHeader } from './header';
import { filteredSize } from './interlace';
import { backgroundIndex, keepMetadata } from './metadata';
import { paletteTable, serializePalette } from './palette';
import { type FileSamples, filterScanlines } from './scanlines';
import type { PngFile } from './structure';

/** An image in the terms of the file to write. */
interface Output {
  readonly header: PngHeader;
  readonly samples: FileSamples;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  /** For the user: what became of the palette. */
  readonly note?: Text;
}

/**
 * Writes the samples of `raster` as `source` was written: same depth, colour type, interlacing and chunks.
 * Only a palette that lacks colours of the result is given up, for 8-bit RGB or grey, or made anew: see WriteOptions.
 * @throws DenoiseError `internal` when the raster is not of the shape that decodePng gives.
 */
export async function encodePng(source: PngFile, raster: Raster, options: WriteOptions = {}): Promise<EncodedImage> {
  checkSameShape(raster, rasterShape(source));
  const output = await toOutput(source, raster, options);
  const { metadata, dropped } = keepMetadata(source, output);
  const rows = filterScanlines(output.header, output.samples);
  const chunks: PngChunk[] = [
    { type: 'IHDR', data: serializeHeader(output.header) },
    ...metadata.beforePalette,
    ...optionalChunk('PLTE', output.palette),
    ...optionalChunk('tRNS', output.transparency),
    ...metadata.beforeData,
    { type: 'IDAT', data: await deflateZlib(rows, filteredSize(output.header)) },
    ...metadata.afterData,
    { type: 'IEND', data: new Uint8Array() },
  ];
  const notes = output.note ? [output.note] : [];
  if (dropped.length > 0) {
    notes.push(
      text('These PNG chunks are left out, because they may not fit the changed pixels: {0}.', dropped.join(', ')),
    );
  }
  return { bytes: writeChunks(chunks), notes };
}

async function toOutput(source: PngFile, raster: Raster, options: WriteOptions): Promise<Output> {
  const { header, palette, transparency } = source;
  const samples = raster.samples as FileSamples;
  if (header.colorType === ColorType.palette) return paletteOutput(source, samples as Uint8Array, options);
  if (!transparency) return { header, samples, palette, transparency };
  const key = parseColorKey(transparency, header.bitDepth);
  return { header, samples: removeKeyedAlpha(samples, key, header.bitDepth), palette, transparency };
}

async function paletteOutput(source: PngFile, samples: Uint8Array, options: WriteOptions): Promise<Output> {
  const { header, palette, transparency } = source;
  const table = paletteTable(source);
  const sourceIndices = await readFileSamples(source);
  const indices = findIndices(samples, table, sourceIndices);
  if (indices) return { header, samples: indices, palette, transparency };
  if (options.palette === 'keep') {
    const fitted = fitPalette(samples, table, header.bitDepth, sourceIndices, backgroundIndex(source));
    return {
      header: { ...header, bitDepth: fitted.bitDepth },
      samples: fitted.indices,
      ...serializePalette(fitted.table),
      note: fitted.note,
    };
  }
  return {
    header: { ...header, bitDepth: 8, colorType: colorTypeOf(table.channels) },
    samples,
    palette: undefined,
    transparency: undefined,
    note: text('The result has colours that the palette of the source lacks, so it is written without a palette.'),
  };
}

/** The colour type without a palette that has this many channels. */
function colorTypeOf(channels: number): ColorType {
  const types = [ColorType.grey, ColorType.greyAlpha, ColorType.rgb, ColorType.rgbAlpha];
  return types[channels - 1]!;
}

function optionalChunk(type: string, data: Uint8Array | undefined): PngChunk[] {
  return data ? [{ type, data }] : [];
}
