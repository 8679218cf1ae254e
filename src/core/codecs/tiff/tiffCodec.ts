import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import { inEnglish, type Phrase, type Text, text } from '../../text';
import type { Codec, DecodeLimits, EncodedImage, ImageDocument, ImageInfo, WriteOptions } from '../codec';
import { Notes } from '../notes';
import { pageAxes } from './axes';
import type { Directory } from './directory';
import { readDirectoryChain } from './directoryReader';
import { isTiff, readHeader, type TiffHeader } from './header';
import { compressionName, photometricName } from './names';
import { pageShape, readPage } from './page';
import type { PageLayout } from './pageLayout';
import { findPlaneStack, type PlaneStack } from './planeStack';
import { Predictor } from './predictor';
import { type RasterSource, ResultWriter } from './resultWriter';
import { allPages, isDenoised, readSourcePages, type SourcePage } from './sourcePages';
import { Photometric, Tag } from './tags';

/** TIFF 6.0 and BigTIFF, with the compressions and layouts that compression.ts and pageLayout.ts know. */
export const tiffCodec: Codec = {
  format: 'tiff',
  matches: isTiff,

  async open(bytes: Uint8Array, limits: DecodeLimits): Promise<ImageDocument> {
    const header = readHeader(bytes);
    const notes = new Notes();
    return new TiffDocument(header, readDirectoryChain(header, limits, notes), limits, notes);
  },
};

class TiffDocument implements ImageDocument {
  readonly info: ImageInfo;
  /** All pages of the file, in order. */
  readonly #sourcePages: readonly SourcePage[];
  /** When a single directory stands for all pages. */
  readonly #stack: PlaneStack | undefined;
  /** Of the pages that can be read. */
  readonly #layouts: readonly PageLayout[];

  constructor(
    readonly header: TiffHeader,
    readonly directories: readonly Directory[],
    limits: DecodeLimits,
    readonly taken: Notes,
  ) {
    this.#sourcePages = readSourcePages(header, directories, limits, taken);
    const readable = allPages(this.#sourcePages).filter(isDenoised);
    const first = readable[0]!;
    this.#stack = findPlaneStack(directories, first, header, limits);
    this.#layouts = this.#stack?.planes ?? readable.map(({ layout }) => layout);
    const unreadable = this.#sourcePages.flatMap(({ reason }, position) =>
      reason ? [{ position, reason: inEnglish(reason) }] : [],
    );
    const parent = this.#sourcePages.find(({ parts }) => parts?.some((part) => part === first));
    // What camera raw files say of their picture stands with the preview.
    const described = first.directory.has(Tag.orientation) ? first.directory : (parent ?? first).directory;
    const info = infoOf(described, first.layout, this.#layouts.length);
    this.info = unreadable.length > 0 ? { ...info, unreadable } : info;
  }

  get notes(): readonly Text[] {
    return this.taken.all();
  }

  async readPage(index: number): Promise<Raster> {
    const layout = this.#layouts[index];
    const { pages } = this.info;
    if (!layout) throw new DenoiseError('internal', `The TIFF file has ${pages} pages, none has index ${index}.`);
    return readPage(layout, this.header.source, pages > 1 ? this.taken.ofPage(index + 1) : this.taken);
  }

  async write(rasters: RasterSource, options: WriteOptions = {}): Promise<EncodedImage> {
    const result = new ResultWriter(this.header, this.directories, this.#layouts, rasters, options);
    const encoded = await (this.#stack
      ? result.writeStack(this.#stack, this.directories[0]!)
      : result.writePages(this.#sourcePages));
    return { ...encoded, notes: [...this.taken.all(), ...encoded.notes] };
  }
}

function infoOf(directory: Directory, layout: PageLayout, pages: number): ImageInfo {
  const shape = pageShape(layout);
  const axes = pageAxes(directory.text(Tag.imageDescription), pages);
  const orientation = directory.hint(Tag.orientation) ?? 1;
  return {
    ...shape,
    ...(axes && { axes }),
    ...(orientation >= 2 && orientation <= 8 && { orientation }),
    ...(layout.photometric === Photometric.whiteIsZero && { whiteIsZero: true }),
    format: 'tiff',
    pages,
    compression: compressionText(layout),
    color: colorText(layout, shape.channels - shape.colorChannels, directory.hint(Tag.extraSamples)),
  };
}

function compressionText({ compressionTag, predictor }: PageLayout): Phrase {
  const name = compressionName(compressionTag);
  if (predictor === Predictor.horizontal) return text('{0}, predictor 2', name);
  if (predictor === Predictor.floatingPoint) return text('{0}, predictor 3 (floating point)', name);
  return name;
}

function colorText({ photometric, colorMap }: PageLayout, extraChannels: number, firstExtra = 0): Phrase {
  const isIntensities = photometric === Photometric.palette && !colorMap;
  const name = isIntensities ? text('grey with a lookup table') : photometricName(photometric);
  if (extraChannels === 0) return name;
  const isAlpha = extraChannels === 1 && [1, 2].includes(firstExtra);
  return isAlpha ? text('{0} + alpha', name) : text('{0} + {1} extra', name, extraChannels);
}
