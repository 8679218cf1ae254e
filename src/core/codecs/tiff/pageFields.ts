import { type Text, text } from '../../text';
import type { NoteTaker } from '../notes';
import type { BlockGrid } from './blockGrid';
import type { Directory, Field } from './directory';
import type { DirectoryCopier } from './directoryCopier';
import { describedAsFloats, hasOtherSamples } from './floatSamples';
import { compressionName } from './names';
import type { PageLayout, ReadablePage } from './pageLayout';
import { Predictor } from './predictor';
import { FieldType, Tag } from './tags';
import type { TiffWriter } from './tiffWriter';

/** Tags that hold the pixels once more, with what they are to the user. */
const otherVersions = new Map<number, Text>([
  [Tag.subIfds, text('Other versions of a page (its SubIFDs)')],
  [Tag.imageSourceData, text("Photoshop's layers (tag 37724)")],
]);

/**
 * Tags of a palette or YCbCr image that are wrong for RGB. Those without a name: minimum and maximum sample, grey
 * response, transfer function, Indexed.
 */
const otherColorTags = new Set<number>([
  ...[Tag.colorMap, Tag.extraSamples, 280, 281, 290, 291, 301, 340, 341, 346],
  ...[Tag.yCbCrCoefficients, Tag.yCbCrSubSampling, Tag.yCbCrPositioning, Tag.referenceBlackWhite],
]);

/** Tags of a palette image that are wrong for another palette: minimum and maximum sample. */
const paletteTags = new Set<number>([280, 281]);

/** Tags that belong to a compression; 512 to 521 are those of old-style JPEG, two of them without a name. */
const compressionTags = new Set<number>([
  ...[Tag.t4Options, Tag.t6Options, Tag.badFaxLines, Tag.cleanFaxData, Tag.consecutiveBadFaxLines, Tag.jpegTables],
  ...[Tag.jpegProcess, Tag.jpegInterchangeFormat, Tag.jpegInterchangeFormatLength, Tag.jpegRestartInterval],
  ...[517, 518, Tag.jpegQTables, Tag.jpegDcTables, Tag.jpegAcTables],
]);

export interface WrittenBlocks {
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

/**
 * The fields to write for a page: those of the source, except for where its data lie and, when its colours or compression
 * are not those of the source, what these are. Values are copied as bytes: the byte order stays.
 * @param layout of the result.
 * @param copier whose notes take what cannot be kept.
 */
export function pageFields(
  { directory: source, layout: sourceLayout }: ReadablePage,
  layout: PageLayout,
  blocks: WrittenBlocks,
  copier: DirectoryCopier,
): Field[] {
  const { writer, notes } = copier;
  for (const [tag, name] of otherVersions) {
    if (source.has(tag)) notes.add(text('{0} are left out: they would show the image before denoising.', name));
  }
  const { tiled } = layout.grid;
  const located = [
    ...copier.fieldsBesidesLocations(withoutFalseTiles(source, layout.grid).without(new Set(otherVersions.keys()))),
    writer.offsets(tiled ? Tag.tileOffsets : Tag.stripOffsets, blocks.offsets),
    writer.offsets(tiled ? Tag.tileByteCounts : Tag.stripByteCounts, blocks.byteCounts),
  ];
  const { samplesPerPixel } = sourceLayout;
  const isStated = (source.number(Tag.samplesPerPixel) ?? 1) === samplesPerPixel;
  const counted = isStated
    ? located
    : replaceFields(located, new Set(), [writer.numbers(Tag.samplesPerPixel, FieldType.short, [samplesPerPixel])]);
  const compressed = withCompression(counted, source, layout, writer, notes);
  if (hasOtherSamples(layout, sourceLayout) && layout.sampleFormat === 'float') {
    const colored =
      layout.photometric === sourceLayout.photometric ? compressed : withColors(compressed, layout, writer);
    return withFloats(colored, layout, writer);
  }
  if (layout.photometric !== sourceLayout.photometric) return withColors(compressed, layout, writer);
  if (layout.colorMap === sourceLayout.colorMap) return compressed;
  return withPalette(compressed, layout, writer);
}

/** A directory of strips without tiles of no size, and without strips of no rows: such tags make no sense to most readers. */
export function withoutFalseTiles(directory: Directory, { tiled }: BlockGrid): Directory {
  if (tiled) return directory;
  const rows = directory.hint(Tag.rowsPerStrip);
  const isFalse = rows !== undefined && rows <= 0;
  return directory.without(new Set([Tag.tileWidth, Tag.tileLength, ...(isFalse ? [Tag.rowsPerStrip] : [])]));
}

/** Says how the result is compressed when the source's compression cannot be written. */
function withCompression(
  fields: Field[],
  source: Directory,
  layout: PageLayout,
  writer: TiffWriter,
  notes: NoteTaker,
): Field[] {
  const original = source.number(Tag.compression) ?? 1;
  if (original === layout.compressionTag) return fields;
  notes.add(
    text(
      'The source is compressed with {0}, which is read only; the result is compressed with {1}.',
      compressionName(original),
      compressionName(layout.compressionTag),
    ),
  );
  return replaceFields(fields, compressionTags, [
    writer.numbers(Tag.compression, FieldType.short, [layout.compressionTag]),
    writer.numbers(Tag.predictor, FieldType.short, [layout.predictor]),
  ]);
}

function replaceFields(fields: readonly Field[], removed: ReadonlySet<number>, added: readonly Field[]): Field[] {
  const addedTags = new Set(added.map(({ tag }) => tag));
  return [...fields.filter(({ tag }) => !removed.has(tag) && !addedTags.has(tag)), ...added];
}

function withColors(fields: readonly Field[], layout: PageLayout, writer: TiffWriter): Field[] {
  return replaceFields(fields, otherColorTags, [
    writer.numbers(Tag.bitsPerSample, FieldType.short, Array(layout.samplesPerPixel).fill(layout.bitDepth)),
    writer.numbers(Tag.samplesPerPixel, FieldType.short, [layout.samplesPerPixel]),
    writer.numbers(Tag.photometricInterpretation, FieldType.short, [layout.photometric]),
    writer.numbers(Tag.planarConfiguration, FieldType.short, [1]),
    writer.numbers(Tag.sampleFormat, FieldType.short, Array(layout.samplesPerPixel).fill(1)),
  ]);
}

/** Bytes as characters of the same number: TextDecoder's latin1 is another table. */
const charactersOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const bytesOf = (characters: string) => Uint8Array.from(characters, (character) => character.charCodeAt(0));

/** Tags that say which samples there are in the format of the source: smallest and largest ones. */
const sampleValueTags = new Set<number>([280, 281, 340, 341]);
const formatOfFloats = 3;

function withFloats(fields: readonly Field[], layout: PageLayout, writer: TiffWriter): Field[] {
  const each = (value: number): number[] => Array(layout.samplesPerPixel).fill(value);
  const described = fields.map((field) => {
    if (field.tag !== Tag.imageDescription) return field;
    const before = charactersOf(field.data);
    const after = describedAsFloats(before);
    return after === before ? field : { ...field, count: after.length, data: bytesOf(after) };
  });
  return replaceFields(described, sampleValueTags, [
    writer.numbers(Tag.bitsPerSample, FieldType.short, each(layout.bitDepth)),
    writer.numbers(Tag.sampleFormat, FieldType.short, each(formatOfFloats)),
    ...(layout.predictor === Predictor.none
      ? []
      : [writer.numbers(Tag.predictor, FieldType.short, [layout.predictor])]),
  ]);
}

function withPalette(fields: readonly Field[], { bitDepth, colorMap }: PageLayout, writer: TiffWriter): Field[] {
  return replaceFields(fields, paletteTags, [
    writer.numbers(Tag.bitsPerSample, FieldType.short, [bitDepth]),
    writer.numbers(Tag.colorMap, FieldType.short, [...(colorMap ?? [])]),
  ]);
}
