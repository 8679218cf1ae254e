import type { Raster } from '../../image/raster';
import { type Text, text } from '../../text';
import type { EncodedImage } from '../codec';
import { fallback } from './compression';
import type { Field } from './directory';
import { withFloatSamples } from './floatSamples';
import { encodePageSamples } from './pageSamples';
import { Predictor } from './predictor';
import { FieldType, Photometric, Tag } from './tags';
import { TiffWriter } from './tiffWriter';

/** Bytes a strip has before compression, about. */
const stripBytes = 1 << 20;
const unassociatedAlpha = 2;
const formatOfFloats = 3;

/**
 * A TIFF file of one page of 32-bit floats, for results of formats that have no floats: grey or RGB, with alpha where the
 * raster has it, in strips compressed with Deflate.
 * @param raster of float samples
 * @param source the name of the format that the picture came in
 */
export async function encodeFloatTiff(raster: Raster, source: string): Promise<EncodedImage> {
  const { width, height, channels, colorChannels, samples } = raster;
  const rows = Math.max(1, Math.min(height, Math.floor(stripBytes / (4 * width * channels))));
  const down = Math.ceil(height / rows);
  const extraSamples: number[] = Array(channels - colorChannels).fill(unassociatedAlpha);
  const layout = withFloatSamples({
    ...{ mosaic: undefined, noData: undefined },
    ...{ width, height, samplesPerPixel: channels, extraSamples, sampleFormat: 'float', bitDepth: 32 },
    photometric: colorChannels === 3 ? Photometric.rgb : Photometric.blackIsZero,
    compression: fallback.compression,
    compressionTag: fallback.tag,
    predictor: Predictor.floatingPoint,
    bitsReversed: false,
    grid: { tiled: false, blockWidth: width, blockHeight: rows, across: 1, down, planes: 1 },
    locations: { offsets: [], byteCounts: [] },
    colorMap: undefined,
    yCbCr: undefined,
  });
  const writer = new TiffWriter(true, 2 * samples.byteLength >= 2 ** 32);
  const offsets: number[] = [];
  const byteCounts: number[] = [];
  for await (const block of encodePageSamples(samples, layout, writer.littleEndian)) {
    offsets.push(writer.append(block));
    byteCounts.push(block.length);
  }
  const short = (tag: number, values: readonly number[]): Field => writer.numbers(tag, FieldType.short, values);
  const each = (value: number): number[] => Array(channels).fill(value);
  const first = writer.appendDirectory([
    writer.numbers(Tag.imageWidth, FieldType.long, [width]),
    writer.numbers(Tag.imageLength, FieldType.long, [height]),
    short(Tag.bitsPerSample, each(layout.bitDepth)),
    short(Tag.compression, [layout.compressionTag]),
    short(Tag.photometricInterpretation, [layout.photometric]),
    short(Tag.samplesPerPixel, [channels]),
    writer.numbers(Tag.rowsPerStrip, FieldType.long, [rows]),
    short(Tag.predictor, [layout.predictor]),
    ...(extraSamples.length > 0 ? [short(Tag.extraSamples, extraSamples)] : []),
    short(Tag.sampleFormat, each(formatOfFloats)),
    writer.offsets(Tag.stripOffsets, offsets),
    writer.offsets(Tag.stripByteCounts, byteCounts),
  ]);
  const note: Text = text(
    '{0} files have no floats: the result is a TIFF file, without the metadata of the source.',
    source,
  );
  return { bytes: writer.finish(first), notes: [note] };
}
