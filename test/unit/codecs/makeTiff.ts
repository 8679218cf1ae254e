import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter, type WrittenDirectory } from '../../../src/core/codecs/tiff/tiffWriter';

/** A grey 8-bit image of 4 x 2 pixels whose tags can be replaced; a tag of undefined is left out. */
export function makeTiff(
  ...page: Parameters<typeof appendPage> extends [unknown, ...infer Page] ? Page : never
): Uint8Array {
  const writer = new TiffWriter(true, false);
  return writer.finish(appendPage(writer, ...page));
}

/** A file of several pages; see makeTiff. */
export function makePages(...pages: Record<number, number[] | undefined>[]): Uint8Array {
  const writer = new TiffWriter(true, false);
  const written = pages.map((tags) => appendPage(writer, tags));
  written.slice(1).forEach((page, i) => {
    written[i].linkTo(page);
  });
  return writer.finish(written[0]);
}

function appendPage(
  writer: TiffWriter,
  tags: Record<number, number[] | undefined> = {},
  data: Uint8Array = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  addFields: (writer: TiffWriter) => ReturnType<TiffWriter['numbers']>[] = () => [],
): WrittenDirectory {
  const offset = writer.append(data);
  const all: Record<number, number[] | undefined> = {
    [Tag.imageWidth]: [4],
    [Tag.imageLength]: [2],
    [Tag.bitsPerSample]: [8],
    [Tag.compression]: [1],
    [Tag.photometricInterpretation]: [1],
    [Tag.stripOffsets]: [offset],
    [Tag.stripByteCounts]: [data.length],
    ...tags,
  };
  const fields = Object.entries(all).flatMap(([tag, values]) =>
    values ? [writer.numbers(Number(tag), FieldType.long, values)] : [],
  );
  return writer.appendDirectory([...fields, ...addFields(writer)]);
}
