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
    color: colorText(layout),
  };
}

function compressionText({ compressionTag, predictor }: PageLayout): Phrase {
  const name = compressionName(compressionTag);
  if (predictor === Predictor.horizontal) return text('{0}, predictor 2', name);
  if (predictor === Predictor.floatingPoint) return text('{0}, predictor 3 (floating point)', name);
  return name;
}

function colorText(layout: PageLayout): Phrase {
  const { channels, colorChannels, jointChannels = colorChannels } = pageShape(layout);
  const picture = pictureText(layout, jointChannels, colorChannels);
  const alphas = channels - colorChannels;
  if (alphas === 0) return picture;
  return alphas === 1 ? text('{0} + alpha', picture) : text('{0} + {1} extra', picture, alphas);
}

/** Grey channels are counted; to colours the channels beside them are added. */
function pictureText({ photometric, colorMap }: PageLayout, jointChannels: number, colorChannels: number): Phrase {
  if (photometric === Photometric.palette && !colorMap) return text('grey with a lookup table');
  if (colorChannels === jointChannels) return photometricName(photometric);
  if (jointChannels === 1) return text('{0} channels', colorChannels);
  const others = colorChannels - jointChannels;
  const name = photometricName(photometric);
  return others === 1 ? text('{0} + 1 channel', name) : text('{0} + {1} channels', name, others);
}
