import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import type { Codec, DecodeLimits, EncodedImage, ImageDocument, ImageInfo } from '../codec';
import { type Directory, readDirectoryChain } from './directory';
import { isTiff, readHeader, type TiffHeader } from './header';
import { imageJPlaneCount, imageJPlaneLayouts } from './imageJStack';
import { compressionName, photometricName } from './names';
import { pageShape, pageToWrite, readPage } from './page';
import { pageFields } from './pageFields';
import { type PageLayout, readPageLayout } from './pageLayout';
import { encodePageSamples } from './pageSamples';
import { Predictor } from './predictor';
import { Tag } from './tags';
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

class TiffDocument implements ImageDocument {
  readonly info: ImageInfo;
  /** More than one when a single directory stands for an ImageJ stack. */
  readonly #planes: readonly PageLayout[];

  constructor(
    readonly header: TiffHeader,
    readonly directories: readonly Directory[],
    readonly limits: DecodeLimits,
  ) {
    const first = readPageLayout(directories[0]!, limits);
    const planeCount = imageJPlaneCount(directories);
    this.#planes = planeCount > 1 ? imageJPlaneLayouts(first, planeCount, header.source.length) : [];
    const pages = this.#planes.length || directories.length;
    this.info = infoOf(directories[0]!, first, pages);
  }

  async readPage(index: number): Promise<Raster> {
    return readPage(this.#layoutOf(index), this.header.source);
  }

  async write(page: (index: number) => Promise<Raster>): Promise<EncodedImage> {
    const { source, big } = this.header;
    const writer = new TiffWriter(source.littleEndian, big);
    const notes = new Set<string>();
    const first =
      this.#planes.length > 0
        ? await this.#writePlanes(page, writer, notes)
        : await this.#writePages(page, writer, notes);
    return { bytes: writer.finish(first), notes: [...notes] };
  }

  #layoutOf(index: number): PageLayout {
    const plane = this.#planes[index];
    if (plane) return plane;
    const directory = this.directories[index];
    if (!directory || this.#planes.length > 0) {
      throw new DenoiseError('internal', `The TIFF file has ${this.info.pages} pages, none has index ${index}.`);
    }
    return readPageLayout(directory, this.limits);
  }

  async #writePages(page: (index: number) => Promise<Raster>, writer: TiffWriter, notes: Set<string>) {
    let first: WrittenDirectory | undefined;
    let previous: WrittenDirectory | undefined;
    for (const [index, directory] of this.directories.entries()) {
      const { layout, samples } = pageToWrite(this.#layoutOf(index), this.header.source, await page(index));
      const blocks = appendBlocks(writer, encodePageSamples(samples, layout, writer.littleEndian));
      const written = writer.appendDirectory(pageFields(this.header, directory, layout, blocks, writer, notes));
      previous?.linkTo(written);
      first ??= written;
      previous = written;
    }
    return first!;
  }

  /** All planes first and in one piece, then their directory. */
  async #writePlanes(page: (index: number) => Promise<Raster>, writer: TiffWriter, notes: Set<string>) {
    const directory = this.directories[0]!;
    const layout = this.#planes[0]!;
    const planeBlocks: { offsets: number[]; byteCounts: number[] }[] = [];
    for (const [index, plane] of this.#planes.entries()) {
      const { samples } = pageToWrite(plane, this.header.source, await page(index));
      planeBlocks.push(appendBlocks(writer, encodePageSamples(samples, plane, writer.littleEndian)));
    }
    const inOneStrip = directory.with(writer.offsets(Tag.rowsPerStrip, [layout.height]));
    return writer.appendDirectory(pageFields(this.header, inOneStrip, layout, planeBlocks[0]!, writer, notes));
  }
}

function appendBlocks(writer: TiffWriter, blocks: Iterable<Uint8Array>): { offsets: number[]; byteCounts: number[] } {
  const offsets: number[] = [];
  const byteCounts: number[] = [];
  for (const block of blocks) {
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
  return {
    ...shape,
    format: 'tiff',
    pages,
    compression: compressionName(layout.compressionTag) + (predictors[layout.predictor] ?? ''),
    color: photometricName(layout.photometric) + extraText,
  };
}
