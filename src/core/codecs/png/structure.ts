import { DenoiseError } from '../../errors';
import { text } from '../../text';
import { Notes } from '../notes';
import { concatBytes } from '../pageMemory';
import { type Metadata, orderMetadata } from './ancillary';
import { isCritical, type PngChunk, readChunks } from './chunks';
import { ColorType, type PngHeader, parseHeader } from './header';

/** The chunks of a PNG file in their roles. */
export interface PngFile {
  /** Takes what is tolerated in the file, now and when its samples are read. */
  readonly notes: Notes;
  readonly header: PngHeader;
  /** PLTE: red, green, blue of each colour; in RGB images a mere suggestion. */
  readonly palette: Uint8Array | undefined;
  /** tRNS: alpha of palette entries, or the colour that is transparent. */
  readonly transparency: Uint8Array | undefined;
  /** The data of all IDAT chunks in a row: one zlib stream. */
  readonly imageData: Uint8Array;
  /** Whether there are IDAT chunks after other ones. They do not count. */
  readonly isInterrupted: boolean;
  /** All other chunks, in order: those before PLTE (before tRNS when there is no PLTE), before IDAT, and after it. */
  readonly metadata: Metadata;
}

/**
 * Sorts a file's chunks and checks their order and lengths (PNG section 5.6) as libpng does: what it passes over with a
 * warning is left out with a note, what it refuses is refused.
 * @throws DenoiseError `damaged`, `truncated`, or `unsupported` (animations, unknown critical chunks).
 */
export function readStructure(bytes: Uint8Array): PngFile {
  const notes = new Notes();
  const [first, ...chunks] = readChunks(bytes, notes);
  if (first?.type !== 'IHDR') throw wrongStart(first);
  const header = parseHeader(first.data);
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let isInterrupted = false;
  const ignored = new Set<string>();
  const imageData: Uint8Array[] = [];
  const beforePalette: PngChunk[] = [];
  const beforeData: PngChunk[] = [];
  const afterData: PngChunk[] = [];
  for (const [i, chunk] of chunks.entries()) {
    switch (chunk.type) {
      case 'PLTE':
        if (!isPaletteAllowed(chunk, header, palette, imageData.length > 0)) {
          ignored.add('PLTE');
          break;
        }
        palette = chunk.data.subarray(0, 3 * 2 ** header.bitDepth);
        // Transparency is to follow the palette.
        if (transparency) ignored.add('tRNS');
        transparency = undefined;
        break;
      case 'tRNS':
        if (transparency || imageData.length > 0 || !isTransparency(chunk.data, header, palette)) ignored.add('tRNS');
        else transparency = chunk.data;
        break;
      case 'IDAT':
        if (imageData.length > 0 && chunks[i - 1]!.type !== 'IDAT') isInterrupted = true;
        if (isInterrupted) ignored.add('IDAT');
        else imageData.push(chunk.data);
        break;
      case 'IEND':
        break;
      case 'acTL':
        throw new DenoiseError(
          'unsupported',
          'This is an animated PNG (it has an acTL chunk). Save the frame to denoise as a plain PNG first.',
        );
      default:
        if (isCritical(chunk.type)) throw unknownCritical(chunk);
        if (imageData.length > 0) afterData.push(chunk);
        else if (palette || transparency) beforeData.push(chunk);
        else beforePalette.push(chunk);
    }
  }
  if (imageData.length === 0) throw new DenoiseError('damaged', 'The PNG file has no image data (no IDAT chunk).');
  if (header.colorType === ColorType.palette && !palette) {
    throw new DenoiseError('damaged', 'The PNG file has palette colours but no palette (no PLTE chunk).');
  }
  const { metadata, dropped, moved } = orderMetadata({ beforePalette, beforeData, afterData }, header, palette);
  noteDisorder([...ignored, ...dropped], moved, notes);
  return { notes, header, palette, transparency, imageData: concatBytes(imageData), isInterrupted, metadata };
}

function noteDisorder(ignored: readonly string[], moved: readonly string[], notes: Notes): void {
  if (ignored.length > 0) {
    notes.add(
      text(
        'These PNG chunks are left out, as other readers do, because they are out of place, there twice or of a wrong length: {0}.',
        ignored.join(', '),
      ),
    );
  }
  if (moved.length > 0) {
    notes.add(text('These PNG chunks are out of place and are written where they belong: {0}.', moved.join(', ')));
  }
}

/** Whether a palette counts; throws `damaged` where no reader could do without it or choose between two. */
function isPaletteAllowed(
  { type, data }: PngChunk,
  { colorType }: PngHeader,
  previous: Uint8Array | undefined,
  isAfterData: boolean,
): boolean {
  if (previous) throw misplaced(type);
  if (colorType === ColorType.grey || colorType === ColorType.greyAlpha) return false;
  const fits = data.length <= 768 && data.length % 3 === 0;
  if (data.length > 0 && fits) return !isAfterData;
  if (colorType !== ColorType.palette && data.length > 0) return false;
  throw new DenoiseError(
    'damaged',
    text('The PNG palette (PLTE) has {0} bytes: not 1 to 256 RGB triples.', data.length),
  );
}

/** Whether the data of tRNS can be what the header and the palette call for (PNG section 11.3.1.1). */
function isTransparency({ length }: Uint8Array, { colorType }: PngHeader, palette: Uint8Array | undefined): boolean {
  if (colorType === ColorType.palette) return length > 0 && length <= (palette?.length ?? 0) / 3;
  if (colorType === ColorType.grey) return length === 2;
  return colorType === ColorType.rgb && length === 6;
}

function wrongStart(first: PngChunk | undefined): DenoiseError {
  if (first?.type === 'CgBI') {
    return new DenoiseError(
      'unsupported',
      'This PNG was changed for iOS (it starts with a CgBI chunk). Use the original PNG.',
    );
  }
  return new DenoiseError(
    'damaged',
    text('The PNG file starts with the chunk {0} instead of its header (IHDR).', first?.type ?? ''),
  );
}

/** The error for a chunk where it cannot be. */
export function misplaced(type: string): DenoiseError {
  return new DenoiseError('damaged', text('The PNG chunk {0} is out of place or there twice.', type));
}

function unknownCritical({ type }: PngChunk): DenoiseError {
  if (type === 'IHDR') return misplaced(type);
  return new DenoiseError(
    'unsupported',
    text('The PNG chunk {0} is needed to show the image, but it is not known.', type),
  );
}
