import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import type { Codec, DecodeLimits, EncodedImage, ImageDocument, ImageInfo, UnreadablePage } from '../codec';
import { pageAxes } from './axes';
import { checkLocationTags } from './blockGrid';
import { copyPage } from './carriedPage';
import { type Directory, type Field, readDirectoryChain } from './directory';
import { isTiff, readHeader, type TiffHeader } from './header';
import { imageJPlaneCount, imageJPlaneLayouts } from './imageJStack';
import { compressionName, photometricName } from './names';
import { pageShape, pageToWrite, readPage } from './page';
import { pageFields, type WrittenBlocks } from './pageFields';
import { type PageLayout, readPageLayout } from './pageLayout';
import { encodePageSamples } from './pageSamples';
import { Predictor } from './predictor';
import { mayExceedClassicTiff } from './resultSize';
import { Photometric, Tag } from './tags';
import { TiffWriter, type WrittenDirectory } from './tiffWriter';

/** TIFF 6.0 and BigTIFF, with the compressions and layouts that compression.ts and pageLayout.ts know. */
export const tiffCodec: Codec = {
  format: 'tiff',
  matches: isTiff,

  async open(bytes: Uint8Array, limits: DecodeLimits): Promise<ImageDocument> {
    const header = readHeader(bytes);
    return new TiffDocument(header, readDirectoryChain(header), limits);
  },
};

/** Gives the raster to write for a page that can be read, or undefined to leave the page as it is. */
type RasterSource = (index: number) => Promise<Raster | undefined>;

/** A page that can be read. */
interface ReadablePage {
  readonly directory: Directory;
  readonly layout: PageLayout;
}

class TiffDocument implements ImageDocument {
  readonly info: ImageInfo;
  readonly #pages: readonly ReadablePage[];
  readonly #unreadable: readonly UnreadablePage[];
  /** Whether a single directory stands for an ImageJ stack, so that all pages share it. */
  readonly #isStack: boolean;

  constructor(
    readonly header: TiffHeader,
    readonly directories: readonly Directory[],
    limits: DecodeLimits,
  ) {
    const { pages, unreadable } = sortPages(directories, limits);
    const first = pages[0]!;
    const planeCount = imageJPlaneCount(directories);
    this.#isStack = planeCount > 1;
    this.#unreadable = unreadable;
    this.#pages = this.#isStack
      ? imageJPlaneLayouts(first.layout, planeCount, header.source.length).map((layout) => ({ ...first, layout }))
      : pages;
    const info = infoOf(first.directory, first.layout, this.#pages.length);
    this.info = unreadable.length > 0 ? { ...info, unreadable } : info;
  }

  async readPage(index: number): Promise<Raster> {
    const page = this.#pages[index];
    if (page) return readPage(page.layout, this.header.source);
    throw new DenoiseError('internal', `The TIFF file has ${this.info.pages} pages, none has index ${index}.`);
  }

  async write(rasters: RasterSource): Promise<EncodedImage> {
    const { source, big } = this.header;
    const layouts = this.#pages.map(({ layout }) => layout);
    const grows = !big && mayExceedClassicTiff(layouts, source.length);
    const writer = new TiffWriter(source.littleEndian, big || grows);
    const notes = new Set<string>();
    if (grows) notes.add('The result may be larger than 4 GiB, so it is written as BigTIFF.');
    const first = this.#isStack
      ? await this.#writeStack(rasters, writer, notes)
      : await this.#writePages(rasters, writer, notes);
    return { bytes: writer.finish(first), notes: [...notes] };
  }

  async #writePages(rasters: RasterSource, writer: TiffWriter, notes: Set<string>): Promise<WrittenDirectory> {
    let first: WrittenDirectory | undefined;
    let previous: WrittenDirectory | undefined;
    let index = 0;
    for (const [position, directory] of this.directories.entries()) {
      const readable = this.#pages[index]?.directory === directory;
      const fields = readable
        ? await this.#changedPage(index++, rasters, writer, notes)
        : this.#copiedPage(position, writer, notes);
      if (!fields) continue;
      const written = writer.appendDirectory(fields);
      previous?.linkTo(written);
      first ??= written;
      previous = written;
    }
    if (first) return first;
    throw new DenoiseError('unsupported', 'No page of the TIFF file can be written.');
  }

  async #changedPage(index: number, rasters: RasterSource, writer: TiffWriter, notes: Set<string>): Promise<Field[]> {
    const { directory, layout: sourceLayout } = this.#pages[index]!;
    const raster = await rasters(index);
    if (!raster) return copyPage(this.header, directory, writer, notes);
    const { layout, samples } = await pageToWrite(sourceLayout, this.header.source, raster);
    const blocks = await appendBlocks(writer, encodePageSamples(samples, layout, writer.littleEndian));
    return pageFields(this.header, directory, layout, blocks, writer, notes);
  }

  /** A page that cannot be read, or undefined when it cannot be copied either. */
  #copiedPage(position: number, writer: TiffWriter, notes: Set<string>): Field[] | undefined {
    const reason = this.#unreadable.find((page) => page.position === position)?.reason;
    try {
      const fields = copyPage(this.header, this.directories[position]!, writer, notes);
      notes.add(`Page ${position + 1} is not denoised but copied as it is. ${reason}`);
      return fields;
    } catch (thrown) {
      if (!(thrown instanceof DenoiseError) || thrown.code === 'too-large') throw thrown;
      notes.add(`Page ${position + 1} is left out: it can be neither decoded nor copied. ${reason} ${thrown.message}`);
      return undefined;
    }
  }

  /** All planes first and in one piece, then their directory. */
  async #writeStack(rasters: RasterSource, writer: TiffWriter, notes: Set<string>): Promise<WrittenDirectory> {
    const { directory, layout } = this.#pages[0]!;
    const planeBlocks: WrittenBlocks[] = [];
    for (const [index, { layout: plane }] of this.#pages.entries()) {
      const raster = (await rasters(index)) ?? (await readPage(plane, this.header.source));
      const changed = await pageToWrite(plane, this.header.source, raster);
      planeBlocks.push(
        await appendBlocks(writer, encodePageSamples(changed.samples, changed.layout, writer.littleEndian)),
      );
    }
    const inOneStrip = directory.with(writer.offsets(Tag.rowsPerStrip, [layout.height]));
    return writer.appendDirectory(pageFields(this.header, inOneStrip, layout, planeBlocks[0]!, writer, notes));
  }
}

/** Tells the pages that can be read from the others. Throws what is wrong with the first page when none can. */
function sortPages(directories: readonly Directory[], limits: DecodeLimits) {
  checkLocationTags(directories);
  const pages: ReadablePage[] = [];
  const unreadable: UnreadablePage[] = [];
  let firstProblem: DenoiseError | undefined;
  for (const [position, directory] of directories.entries()) {
    try {
      pages.push({ directory, layout: readPageLayout(directory, limits) });
    } catch (thrown) {
      if (!(thrown instanceof DenoiseError)) throw thrown;
      firstProblem ??= thrown;
      unreadable.push({ position, reason: thrown.message });
    }
  }
  if (pages.length === 0) throw firstProblem;
  return { pages, unreadable };
}

async function appendBlocks(writer: TiffWriter, blocks: AsyncIterable<Uint8Array>): Promise<WrittenBlocks> {
  const offsets: number[] = [];
  const byteCounts: number[] = [];
  for await (const block of blocks) {
    offsets.push(writer.append(block));
    byteCounts.push(block.length);
  }
  return { offsets, byteCounts };
}

function infoOf(directory: Directory, layout: PageLayout, pages: number): ImageInfo {
  const shape = pageShape(layout);
  const predictors: Record<number, string> = {
    [Predictor.horizontal]: ', predictor 2',
    [Predictor.floatingPoint]: ', predictor 3 (floating point)',
  };
  const extra = shape.channels - shape.colorChannels;
  const alpha = [1, 2].includes(directory.number(Tag.extraSamples) ?? 0);
  const extraText = extra === 0 ? '' : extra === 1 && alpha ? ' + alpha' : ` + ${extra} extra`;
  const axes = pageAxes(directory.text(Tag.imageDescription), pages);
  const orientation = directory.number(Tag.orientation) ?? 1;
  return {
    ...shape,
    ...(axes && { axes }),
    ...(orientation >= 2 && orientation <= 8 && { orientation }),
    ...(layout.photometric === Photometric.whiteIsZero && { whiteIsZero: true }),
    format: 'tiff',
    pages,
    compression: compressionName(layout.compressionTag) + (predictors[layout.predictor] ?? ''),
    color: photometricName(layout.photometric) + extraText,
  };
}
