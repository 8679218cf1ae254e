import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter, type WrittenDirectory } from '../../../src/core/codecs/tiff/tiffWriter';

export type Tags = Record<number, number[]>;

/** Writes an uncompressed page of 8-bit samples; its values are LONG. */
export function appendPicture(
  writer: TiffWriter,
  width: number,
  height: number,
  tags: Tags = {},
  channels = 1,
): WrittenDirectory {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7 + width) & 255);
  const all: Tags = {
    [Tag.imageWidth]: [width],
    [Tag.imageLength]: [height],
    [Tag.bitsPerSample]: [8],
    [Tag.samplesPerPixel]: [channels],
    [Tag.photometricInterpretation]: [channels === 3 ? 2 : 1],
    [Tag.stripOffsets]: [writer.append(data)],
    [Tag.stripByteCounts]: [data.length],
    ...tags,
  };
  const fields = Object.entries(all).map(([tag, values]) => writer.numbers(Number(tag), FieldType.long, values));
  return writer.appendDirectory(fields);
}

/** A preview of 4x3 with a picture behind it, and a smaller preview in a SubIFD too. */
export function rawFile(raw: Tags, channels = 1, preview: Tags = {}, big = false): Uint8Array {
  const writer = new TiffWriter(true, big);
  const other = appendPicture(writer, 6, 4, { [Tag.newSubfileType]: [1] }, 3);
  const picture = appendPicture(writer, 12, 10, { [Tag.newSubfileType]: [0], ...raw }, channels);
  const offsets = [other.offset, picture.offset];
  const first = appendPicture(
    writer,
    4,
    3,
    { [Tag.newSubfileType]: [1], [Tag.subIfds]: offsets, [Tag.orientation]: [6], ...preview },
    3,
  );
  return writer.finish(first);
}
