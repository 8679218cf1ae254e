import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import { inEnglish, type Phrase, type Text, text } from '../../text';
import type { Codec, DecodeLimits, EncodedImage, ImageDocument, ImageInfo, WriteOptions } from '../codec';
import { Notes } from '../notes';
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
  readonly #notes = new Notes();
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

  get notes(): readonly Text[] {
    return this.#notes.all();
  }

  async readPage(index: number): Promise<Raster> {
    const layout = this.#layouts[index];
    const { pages } = this.info;
    if (!layout) throw new DenoiseError('internal', `The TIFF file has ${pages} pages, none has index ${index}.`);
    return readPage(layout, this.header.source, pages > 1 ? this.#notes.ofPage(index + 1) : this.#notes);
  }

  async write(rasters: RasterSource, options: WriteOptions = {}): Promise<EncodedImage> {
    const result = new ResultWriter(this.header, this.#layouts, rasters, options);
    const encoded = await (this.#stack
      ? result.writeStack(this.#stack, this.directories[0]!)
      : result.writePages(this.#sourcePages));
    return { ...encoded, notes: [...this.#notes.all(), ...encoded.notes] };
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
    color: colorText(layout, shape.channels - shape.colorChannels, directory.number(Tag.extraSamples)),
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
