import type { Raster } from '../../image/raster';
import type { EncodedImage } from '../codec';
import { findIndices } from '../colorTable';
import { checkSameShape } from '../pageMemory';
import { deflateZlib } from '../zlib';
import { type PngChunk, writeChunks } from './chunks';
import { parseColorKey, removeKeyedAlpha } from './colorKey';
import { rasterShape, readFileSamples } from './decode';
import { ColorType, type PngHeader, serializeHeader } from './header';
import { keepMetadata } from './metadata';
import { paletteTable } from './palette';
import { type FileSamples, writeScanlines } from './scanlines';
import type { PngFile } from './structure';

/** An image in the terms of the file to write. */
interface Output {
  readonly header: PngHeader;
  readonly samples: FileSamples;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
}

/**
 * Writes the samples of `raster` as `source` was written: same depth, colour type, interlacing and chunks.
 * Only a palette that lacks colours of the result is given up, for 8-bit RGB or grey.
 * @throws DenoiseError `internal` when the raster is not of the shape that decodePng gives.
 */
export function encodePng(source: PngFile, raster: Raster): EncodedImage {
  checkSameShape(raster, rasterShape(source));
  const output = toOutput(source, raster);
  const { metadata, dropped } = keepMetadata(source, output.header);
  const filtered = writeScanlines(output.header, output.samples);
  const chunks: PngChunk[] = [
    { type: 'IHDR', data: serializeHeader(output.header) },
    ...metadata.beforePalette,
    ...optionalChunk('PLTE', output.palette),
    ...optionalChunk('tRNS', output.transparency),
    ...metadata.beforeData,
    { type: 'IDAT', data: deflateZlib(filtered) },
    ...metadata.afterData,
    { type: 'IEND', data: new Uint8Array() },
  ];
  const notes: string[] = [];
  if (output.header.colorType !== source.header.colorType) {
    notes.push('The result has colours that the palette of the source lacks, so it is written without a palette.');
  }
  if (dropped.length > 0) {
    notes.push(`These PNG chunks are left out, because they may not fit the changed pixels: ${dropped.join(', ')}.`);
  }
  return { bytes: writeChunks(chunks), notes };
}

function toOutput(source: PngFile, raster: Raster): Output {
  const { header, palette, transparency } = source;
  const samples = raster.samples as FileSamples;
  if (header.colorType === ColorType.palette) return paletteOutput(source, samples);
  if (!transparency) return { header, samples, palette, transparency };
  const key = parseColorKey(transparency, header.bitDepth);
  return { header, samples: removeKeyedAlpha(samples, key, header.bitDepth), palette, transparency };
}

function paletteOutput(source: PngFile, samples: FileSamples): Output {
  const { header, palette, transparency } = source;
  const table = paletteTable(source);
  const indices = findIndices(samples, table, readFileSamples(source));
  if (indices) return { header, samples: indices, palette, transparency };
  const colorType = colorTypeOf(table.channels);
  return { header: { ...header, bitDepth: 8, colorType }, samples, palette: undefined, transparency: undefined };
}

/** The colour type without a palette that has this many channels. */
function colorTypeOf(channels: number): ColorType {
  const types = [ColorType.grey, ColorType.greyAlpha, ColorType.rgb, ColorType.rgbAlpha];
  return types[channels - 1]!;
}

function optionalChunk(type: string, data: Uint8Array | undefined): PngChunk[] {
  return data ? [{ type, data }] : [];
}
