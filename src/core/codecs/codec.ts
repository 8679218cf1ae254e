import type { Raster, SampleFormat } from '../image/raster';
import type { Phrase, Text } from '../text';

export type FormatId = 'png' | 'tiff';

/** A page that cannot be decoded, such as one with a compression that is not supported. */
export interface UnreadablePage {
  /** Its place among all pages of the file, from 0. */
  readonly position: number;
  /** English, for diagnostics; what is written has it in its notes, for people. */
  readonly reason: string;
}

/** A direction in a stack of pages. */
export interface ImageAxis {
  readonly name: 'Channel' | 'Slice' | 'Time';
  /** Pages along it. */
  readonly count: number;
}

/** What can be said of a file from its headers, before any sample is decoded. Sizes and depths are those of page 0. */
export interface ImageInfo {
  readonly format: FormatId;
  readonly width: number;
  readonly height: number;
  /** How many pages can be read. They are numbered from 0 without those that cannot. */
  readonly pages: number;
  /** Pages that are passed over in reading and copied as they are in writing; absent when there are none. */
  readonly unreadable?: readonly UnreadablePage[];
  readonly channels: number;
  readonly colorChannels: number;
  readonly sampleFormat: SampleFormat;
  readonly bitDepth: number;
  /** As a raster's. */
  readonly mosaic?: Raster['mosaic'];
  /** For people: "Deflate", "LZW, predictor 2", "none"... */
  readonly compression: Phrase;
  /** What the pages of a microscopy stack stand for, the axis that changes fastest first; absent when unknown. */
  readonly axes?: readonly ImageAxis[];
  /**
   * How page 0 is to be turned for display, 2 to 8 as TIFF and EXIF number it (TIFF 6.0 page 36); absent when not at all.
   * Rasters have the rows and columns of the file.
   */
  readonly orientation?: number;
  /** Whether small samples are bright, as in scanned film; absent when not. */
  readonly whiteIsZero?: boolean;
  /** For people: "RGB", "grey + alpha", "palette"... */
  readonly color: Phrase;
}

/** Limits checked from headers before memory is taken. */
export interface DecodeLimits {
  /** Largest width x height of a page. */
  readonly maxPixels: number;
  /** Most pages of a file. */
  readonly maxPages: number;
}

export const defaultLimits: DecodeLimits = { maxPixels: 200_000_000, maxPages: 100_000 };

export interface EncodedImage {
  readonly bytes: Uint8Array;
  /** Sentences for the user: what could not be written as it was in the source, and why. Mostly empty. */
  readonly notes: readonly Text[];
}

/** What becomes of a palette that lacks colours of the result; see WriteOptions. */
export const paletteChoices = ['expand', 'keep'] as const;
export type PaletteChoice = (typeof paletteChoices)[number];

/** Samples of a result: as those of its source, or 32-bit floats in the source's units; see WriteOptions. */
export const resultSamples = ['asSource', 'float32'] as const;
export type ResultSamples = (typeof resultSamples)[number];

/** Choices in writing a file. */
export interface WriteOptions {
  /**
   * What becomes of a palette that lacks colours of the result: `expand` gives it up for RGB or grey with the exact
   * colours, the default; `keep` fits the colours to a new palette of at most 256, which makes a smaller file with small
   * differences. TIFF palettes of more than 256 colours are always given up.
   */
  readonly palette?: PaletteChoice;
  /**
   * `float32` writes pages as 32-bit floats in the source's units: TIFF in the layout of the source, palettes and YCbCr as
   * grey or RGB; PNG as TIFF. Default: `asSource`.
   */
  readonly samples?: ResultSamples;
}

/** An opened file: headers are checked, pages are decoded when asked for. */
export interface ImageDocument {
  readonly info: ImageInfo;
  /**
   * Sentences for the user on what was not as it should be in the file and was tolerated, as far as it has been read by
   * now. Mostly empty. Those of a written file begin with them.
   */
  readonly notes: readonly Text[];
  /** Decodes page `index` (from 0). Throws DenoiseError (`damaged`, `truncated`, `unsupported`, `too-large`). */
  readPage(index: number): Promise<Raster>;
  /**
   * Writes the file again with other samples and everything else (depth, layout, metadata) as in the source.
   * `page(i)` is called once a page, in order, and gives a raster of the size, channels and depth `readPage(i)` gave (of
   * floats, when these are to be written), or undefined to leave the page as it is in the source.
   */
  write(page: (index: number) => Promise<Raster | undefined>, options?: WriteOptions): Promise<EncodedImage>;
}

export interface Codec {
  readonly format: FormatId;
  /** Whether the bytes begin as a file of this format does. */
  matches(bytes: Uint8Array): boolean;
  /** Parses the headers. Throws DenoiseError (`damaged`, `truncated`, `unsupported`, `too-large`). */
  open(bytes: Uint8Array, limits: DecodeLimits): Promise<ImageDocument>;
}
