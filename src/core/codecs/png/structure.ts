import { DenoiseError } from '../../errors';
import { text } from '../../text';
import { Notes } from '../notes';
import { concatBytes } from '../pageMemory';
import { type PngChunk, readChunks } from './chunks';
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
  /** All IDAT data: one zlib stream. */
  readonly imageData: Uint8Array;
  /** All other chunks, by where they stand. */
  readonly metadata: {
    /** Those before PLTE, or before tRNS when there is no PLTE. */
    readonly beforePalette: readonly PngChunk[];
    readonly beforeData: readonly PngChunk[];
    readonly afterData: readonly PngChunk[];
  };
}

/**
 * Sorts a file's chunks and checks their order and lengths (PNG section 5.6).
 * @throws DenoiseError `damaged`, `truncated`, or `unsupported` (animations, unknown critical chunks).
 */
export function readStructure(bytes: Uint8Array): PngFile {
  const notes = new Notes();
  const chunks = readChunks(bytes);
  const first = chunks[0]!;
  if (first.type !== 'IHDR') throw wrongStart(first);
  const header = parseHeader(first.data);
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  const imageData: Uint8Array[] = [];
  const beforePalette: PngChunk[] = [];
  const beforeData: PngChunk[] = [];
  const afterData: PngChunk[] = [];
  for (let i = 1; i < chunks.length - 1; i++) {
    const chunk = chunks[i]!;
    switch (chunk.type) {
      case 'PLTE':
        if (palette || transparency || imageData.length > 0) throw misplaced(chunk);
        palette = checkPalette(chunk.data, header);
        break;
      case 'tRNS':
        if (transparency || imageData.length > 0) throw misplaced(chunk);
        transparency = checkTransparency(chunk.data, header, palette);
        break;
      case 'IDAT':
        if (imageData.length > 0 && chunks[i - 1]!.type !== 'IDAT') throw misplaced(chunk);
        imageData.push(chunk.data);
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
  const metadata = { beforePalette, beforeData, afterData };
  return { notes, header, palette, transparency, imageData: concatBytes(imageData), metadata };
}

function checkPalette(data: Uint8Array, header: PngHeader): Uint8Array {
  if (header.colorType === ColorType.grey || header.colorType === ColorType.greyAlpha) {
    throw new DenoiseError('damaged', 'The PNG file is grey but has a palette (a PLTE chunk).');
  }
  if (data.length === 0 || data.length > 768 || data.length % 3 !== 0) {
    throw new DenoiseError(
      'damaged',
      text('The PNG palette (PLTE) has {0} bytes: not 1 to 256 RGB triples.', data.length),
    );
  }
  return data;
}

function checkTransparency(data: Uint8Array, header: PngHeader, palette: Uint8Array | undefined): Uint8Array {
  const { colorType } = header;
  if (colorType === ColorType.palette) {
    const entries = (palette?.length ?? 0) / 3;
    if (data.length <= entries) return data;
    throw new DenoiseError(
      'damaged',
      text('The PNG chunk tRNS has {0} entries, the palette {1}.', data.length, entries),
    );
  }
  if (colorType !== ColorType.grey && colorType !== ColorType.rgb) {
    throw new DenoiseError('damaged', 'The PNG file has an alpha channel and a tRNS chunk: only one is allowed.');
  }
  const length = colorType === ColorType.grey ? 2 : 6;
  if (data.length === length) return data;
  throw new DenoiseError('damaged', text('The PNG chunk tRNS has {0} bytes instead of {1}.', data.length, length));
}

/** A lower-case first letter marks a chunk that a reader may pass over (PNG section 5.4). */
function isCritical(type: string): boolean {
  return type[0]! < 'a';
}

function wrongStart({ type }: PngChunk): DenoiseError {
  if (type === 'CgBI') {
    return new DenoiseError(
      'unsupported',
      'This PNG was changed for iOS (it starts with a CgBI chunk). Use the original PNG.',
    );
  }
  return new DenoiseError(
    'damaged',
    text('The PNG file starts with the chunk {0} instead of its header (IHDR).', type),
  );
}

function misplaced({ type }: PngChunk): DenoiseError {
  return new DenoiseError('damaged', text('The PNG chunk {0} is out of place or there twice.', type));
}

function unknownCritical(chunk: PngChunk): DenoiseError {
  if (chunk.type === 'IHDR') return misplaced(chunk);
  return new DenoiseError(
    'unsupported',
    text('The PNG chunk {0} is needed to show the image, but it is not known.', chunk.type),
  );
}
