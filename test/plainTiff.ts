import { FieldType, Tag } from '../src/core/codecs/tiff/tags';
import { TiffWriter } from '../src/core/codecs/tiff/tiffWriter';
import type { Raster } from '../src/core/image/raster';

const sampleFormats = { uint: 1, int: 2, float: 3 };

/** An uncompressed little-endian TIFF with a page for each raster, grey or RGB, of depths that fill whole bytes. */
export function plainTiff(...pages: readonly Raster[]): Uint8Array {
  const writer = new TiffWriter(true, false);
  const directories = pages.map((page) => appendPage(writer, page));
  for (const [i, directory] of directories.entries()) {
    if (i > 0) directories[i - 1].linkTo(directory);
  }
  return writer.finish(directories[0]);
}

function appendPage(writer: TiffWriter, page: Raster) {
  const { width, height, channels, colorChannels, bitDepth, sampleFormat, samples } = page;
  const offset = writer.append(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  const short = (tag: number, ...values: number[]) => writer.numbers(tag, FieldType.short, values);
  const each = (value: number) => Array.from({ length: channels }, () => value);
  return writer.appendDirectory([
    short(Tag.imageWidth, width),
    short(Tag.imageLength, height),
    short(Tag.bitsPerSample, ...each(bitDepth)),
    short(Tag.compression, 1),
    short(Tag.photometricInterpretation, colorChannels === 3 ? 2 : 1),
    short(Tag.samplesPerPixel, channels),
    short(Tag.rowsPerStrip, height),
    short(Tag.sampleFormat, ...each(sampleFormats[sampleFormat])),
    writer.offsets(Tag.stripOffsets, [offset]),
    writer.offsets(Tag.stripByteCounts, [samples.byteLength]),
  ]);
}
