import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import { text } from '../../text';
import type { EncodedImage, WriteOptions } from '../codec';
import { Notes } from '../notes';
import { locationPairs } from './dataPlaces';
import type { Directory, Field } from './directory';
import { DirectoryCopier, isBadSource } from './directoryCopier';
import { afresh, headerLength, type TiffHeader } from './header';
import { findKeptPlaces } from './hiddenData';
import { checkFloats, pageToWrite, readPage } from './page';
import { pageFields, type WrittenBlocks, withoutFalseTiles } from './pageFields';
import type { PageLayout, ReadablePage } from './pageLayout';
import { encodePageSamples } from './pageSamples';
import type { PlaneStack } from './planeStack';
import { mayExceedClassicTiff } from './resultSize';
import { isDenoised, type SourcePage } from './sourcePages';
import { oldJpegTag, Tag } from './tags';
import { TiffWriter, type WrittenDirectory } from './tiffWriter';

/** Gives the raster to write for a page that can be read, or undefined to leave the page as it is. */
export type RasterSource = (index: number) => Promise<Raster | undefined>;

/** What says that raw data are those of the camera, which denoised ones are not. */
const rawDigests = new Set<number>([Tag.rawDataUniqueId, Tag.rawImageDigest, Tag.newRawImageDigest]);

const metaMorphTables = new Set<number>([Tag.metaMorph1, Tag.metaMorph2, Tag.metaMorph3, Tag.metaMorph4]);

/** Writes a file again with other samples. */
export class ResultWriter {
  readonly #header: TiffHeader;
  readonly #writer: TiffWriter;
  readonly #copier: DirectoryCopier;
  readonly #notes = new Notes();
  /** Of the next page that is denoised. */
  #index = 0;

  /**
   * @param directories of the chain.
   * @param layouts of all pages that are denoised.
   * @throws DenoiseError `unsupported` when these cannot be written in the samples of the options.
   */
  constructor(
    header: TiffHeader,
    directories: readonly Directory[],
    layouts: readonly PageLayout[],
    readonly rasters: RasterSource,
    readonly options: WriteOptions,
  ) {
    const { source, big } = header;
    const isFloat = options.samples === 'float32';
    // before the rasters are asked for, which takes a training
    if (isFloat) checkFloats(layouts);
    const grows = !big && mayExceedClassicTiff(layouts, source.length, isFloat);
    this.#header = afresh(header);
    this.#writer = new TiffWriter(source.littleEndian, big || grows);
    this.#copier = new DirectoryCopier(this.#header, this.#writer, this.#notes);
    const located = layouts.map(({ locations }) => locations);
    this.#writer.keep(
      findKeptPlaces(afresh(header), directories, located, headerLength(this.#writer.big), this.#notes),
    );
    if (grows) this.#notes.add(text('The result may be larger than 4 GiB, so it is written as BigTIFF.'));
  }

  /** Writes page by page. Throws `unsupported` when none can be written. */
  async writePages(pages: readonly SourcePage[]): Promise<EncodedImage> {
    return this.#finish(await this.#chain(this.#fieldsOfPages(pages)));
  }

  /**
   * Writes a stack as it was: the samples of all planes first, then their directory. Two kinds get a directory for each
   * plane: those of MetaMorph, whose tables point at places in the file that are not known, and those of a palette, because
   * whether it can stay is known only after the last plane.
   */
  async writeStack(stack: PlaneStack, directory: Directory): Promise<EncodedImage> {
    if (stack.software === 'MetaMorph') {
      this.#notes.add(text("The stack is written page by page, without MetaMorph's tables (tags 33628 to 33631)."));
      return this.#finish(await this.#chain(this.#fieldsOfPlanes(stack, directory.without(metaMorphTables))));
    }
    if (!stack.planes[0]?.colorMap) return this.#finish(await this.#writeBehindOneDirectory(stack, directory));
    this.#notes.add(text('Every image of the stack is written with a palette or colours of its own.'));
    return this.#finish(await this.#chain(this.#fieldsOfPlanes(stack, directory)));
  }

  #finish(first: WrittenDirectory): EncodedImage {
    return { bytes: this.#writer.finish(first), notes: this.#notes.all() };
  }

  /** Writes the directories with the given fields, each linked to the one before it. */
  async #chain(pages: AsyncIterable<Field[]>): Promise<WrittenDirectory> {
    let first: WrittenDirectory | undefined;
    let previous: WrittenDirectory | undefined;
    for await (const fields of pages) {
      const written = this.#writer.appendDirectory(fields);
      previous?.linkTo(written);
      first ??= written;
      previous = written;
    }
    if (first) return first;
    throw new DenoiseError('unsupported', 'No page of the TIFF file can be written.');
  }

  async *#fieldsOfPages(pages: readonly SourcePage[]): AsyncGenerator<Field[]> {
    for (const [position, page] of pages.entries()) {
      const fields = await this.#fieldsOfPage(page, position);
      if (fields) yield fields;
    }
  }

  /** Undefined when the page can be neither decoded nor copied. Parts come after their page, as in the source. */
  async #fieldsOfPage(page: SourcePage, position: number): Promise<Field[] | undefined> {
    if (!page.parts) return this.#denoiseOrCopy(page, position);
    const whole = page.directory.without(new Set([Tag.subIfds]));
    const fields = await this.#denoiseOrCopy({ ...page, directory: this.#withoutDigests(whole) }, position);
    if (!fields) return undefined;
    const offsets: number[] = [];
    for (const part of page.parts) {
      const fieldsOfPart = await this.#denoiseOrCopy(
        { ...part, directory: this.#withoutDigests(part.directory) },
        position,
      );
      if (fieldsOfPart) offsets.push(this.#writer.appendDirectory(fieldsOfPart).offset);
    }
    return offsets.length > 0 ? [...fields, this.#writer.offsets(Tag.subIfds, offsets)] : fields;
  }

  async #denoiseOrCopy(page: SourcePage, position: number): Promise<Field[] | undefined> {
    if (!isDenoised(page)) return this.#copyUndecoded(page, position);
    const raster = await this.rasters(this.#index++);
    return raster ? this.#writePage(page, raster) : this.#copyReadable(page);
  }

  /** A page that can be read, as it is. Its byte counts may be ones that the source leaves out or gets wrong. */
  async #copyReadable(page: ReadablePage): Promise<Field[]> {
    const { directory, layout } = page;
    const { grid, locations, compressionTag } = layout;
    // Its data may be split over places all over the file, or end anywhere.
    if (compressionTag === oldJpegTag || (locations.areGuessed && compressionTag !== 1)) {
      const raster = await readPage(layout, this.#header.source, this.#notes);
      return this.#writePage(page, raster, { ...this.options, samples: 'asSource' });
    }
    const [offsetsTag, byteCountsTag] = locationPairs[grid.tiled ? 1 : 0];
    const blocks = Math.min(locations.offsets.length, locations.byteCounts.length);
    const located = withoutFalseTiles(directory, grid)
      .without(new Set(locationPairs.flat()))
      .with(
        this.#writer.offsets(offsetsTag, locations.offsets.slice(0, blocks)),
        this.#writer.offsets(byteCountsTag, locations.byteCounts.slice(0, blocks)),
      );
    return this.#copier.page(located);
  }

  /** A page that is not denoised, or undefined when it cannot be copied either. */
  async #copyUndecoded(
    { directory, layout, reason, isPreview }: SourcePage,
    position: number,
  ): Promise<Field[] | undefined> {
    const why = reason ?? text('It is a preview.');
    try {
      const fields = layout ? await this.#copyReadable({ directory, layout }) : this.#copier.page(directory);
      this.#notes.add(
        isPreview
          ? text('The previews in the file are copied as they are: they show the picture before denoising.')
          : text('Page {0} is not denoised but copied as it is. {1}', position + 1, why),
      );
      return fields;
    } catch (thrown) {
      if (!isBadSource(thrown)) throw thrown;
      this.#notes.add(
        text('Page {0} is left out: it can be neither decoded nor copied. {1} {2}', position + 1, why, thrown.text),
      );
      return undefined;
    }
  }

  #withoutDigests(directory: Directory): Directory {
    if (!directory.fields.some(({ tag }) => rawDigests.has(tag))) return directory;
    this.#notes.add(text('The checksums of the raw data are left out: they would not fit what is denoised.'));
    return directory.without(rawDigests);
  }

  async *#fieldsOfPlanes(stack: PlaneStack, directory: Directory): AsyncGenerator<Field[]> {
    for (const [index, layout] of stack.planes.entries()) {
      const page = { directory: this.#directoryOf(stack, layout, directory), layout };
      yield await this.#writePage(page, await this.#planeRaster(index, layout));
    }
  }

  async #writeBehindOneDirectory(stack: PlaneStack, directory: Directory): Promise<WrittenDirectory> {
    const offsets: number[] = [];
    const byteCounts: number[] = [];
    let layout = stack.planes[0]!;
    for (const [index, plane] of stack.planes.entries()) {
      const written = await this.#writeSamples(plane, await this.#planeRaster(index, plane));
      layout = written.layout;
      if (index > 0 && !stack.areListed) continue;
      offsets.push(...written.blocks.offsets);
      byteCounts.push(...written.blocks.byteCounts);
    }
    const page = { directory: this.#directoryOf(stack, layout, directory), layout: stack.planes[0]! };
    const blocks = { offsets, byteCounts };
    return this.#writer.appendDirectory(pageFields(page, layout, blocks, this.#copier));
  }

  /** Planes that are not listed are written as a strip each. */
  #directoryOf({ areListed }: PlaneStack, { height }: PageLayout, directory: Directory): Directory {
    return areListed ? directory : directory.with(this.#writer.offsets(Tag.rowsPerStrip, [height]));
  }

  async #planeRaster(index: number, layout: PageLayout): Promise<Raster> {
    return (await this.rasters(index)) ?? readPage(layout, this.#header.source, this.#notes);
  }

  async #writePage(page: ReadablePage, raster: Raster, options = this.options): Promise<Field[]> {
    const { layout, blocks } = await this.#writeSamples(page.layout, raster, options);
    return pageFields(page, layout, blocks, this.#copier);
  }

  /** @returns where the samples lie, and the layout they came to have. */
  async #writeSamples(
    source: PageLayout,
    raster: Raster,
    options = this.options,
  ): Promise<{ layout: PageLayout; blocks: WrittenBlocks }> {
    const { layout, samples, notes } = await pageToWrite(source, this.#header.source, raster, options);
    for (const note of notes) this.#notes.add(note);
    const offsets: number[] = [];
    const byteCounts: number[] = [];
    for await (const block of encodePageSamples(samples, layout, this.#writer.littleEndian)) {
      offsets.push(this.#writer.append(block));
      byteCounts.push(block.length);
    }
    return { layout, blocks: { offsets, byteCounts } };
  }
}
