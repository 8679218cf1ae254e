import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import { inEnglish, type Phrase, text } from '../../text';
import type { Codec, DecodeLimits, EncodedImage, ImageDocument, ImageInfo, WriteOptions } from '../codec';
import { pageAxes } from './axes';
import { checkLocationTags } from './blockGrid';
import { type Directory, readDirectoryChain } from './directory';
import { isTiff, readHeader, type TiffHeader } from './header';
import { asIntensities } from './lookupTable';
import { compressionName, photometricName } from './names';
import { pageShape, readPage } from './page';
import { type PageLayout, readPageLayout } from './pageLayout';
import { findPlaneStack, isOfImageJ, type PlaneStack } from './planeStack';
import { Predictor } from './predictor';
import { type RasterSource, ResultWriter, type SourcePage } from './resultWriter';
import { Photometric, Tag } from './tags';

/** TIFF 6.0 and BigTIFF, with the compressions and layouts that compression.ts and pageLayout.ts know. */
export const tiffCodec: Codec = {
  format: 'tiff',
  matches: isTiff,

  async open(bytes: Uint8Array, limits: DecodeLimits): Promise<ImageDocument> {
    const header = readHeader(bytes);
    return new TiffDocument(header, readDirectoryChain(header), limits);
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
  ) {
    this.#sourcePages = readPages(directories, limits);
    const readable = this.#sourcePages.flatMap((page) => ('layout' in page ? [page] : []));
    const first = readable[0]!;
    this.#stack = findPlaneStack(directories, first.layout, header);
    this.#layouts = this.#stack?.planes ?? readable.map(({ layout }) => layout);
    const unreadable = this.#sourcePages.flatMap((page, position) =>
      'reason' in page ? [{ position, reason: inEnglish(page.reason) }] : [],
    );
    const info = infoOf(first.directory, first.layout, this.#layouts.length);
    this.info = unreadable.length > 0 ? { ...info, unreadable } : info;
  }

  async readPage(index: number): Promise<Raster> {
    const layout = this.#layouts[index];
    if (layout) return readPage(layout, this.header.source);
    throw new DenoiseError('internal', `The TIFF file has ${this.info.pages} pages, none has index ${index}.`);
  }

  async write(rasters: RasterSource, options: WriteOptions = {}): Promise<EncodedImage> {
    const result = new ResultWriter(this.header, this.#layouts, rasters, options);
    return this.#stack ? result.writeStack(this.#stack, this.directories[0]!) : result.writePages(this.#sourcePages);
  }
}

/** Tells the pages that can be read from the others. Throws what is wrong with the first page when none can. */
function readPages(directories: readonly Directory[], limits: DecodeLimits): SourcePage[] {
  checkLocationTags(directories);
  const holdsIntensities = directories[0] && isOfImageJ(directories[0]);
  let firstProblem: DenoiseError | undefined;
  const pages = directories.map((directory): SourcePage => {
    try {
      const layout = readPageLayout(directory, limits);
      return { directory, layout: holdsIntensities ? asIntensities(layout) : layout };
    } catch (thrown) {
      if (!(thrown instanceof DenoiseError)) throw thrown;
      firstProblem ??= thrown;
      return { directory, reason: thrown.text };
    }
  });
  if (pages.every((page) => 'reason' in page)) throw firstProblem;
  return pages;
}

function infoOf(directory: Directory, layout: PageLayout, pages: number): ImageInfo {
  const shape = pageShape(layout);
  const axes = pageAxes(directory.text(Tag.imageDescription), pages);
  const orientation = directory.number(Tag.orientation) ?? 1;
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
