import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import { type Text, text } from '../../text';
import type { EncodedImage, WriteOptions } from '../codec';
import { Notes } from '../notes';
import { copyPage } from './carriedPage';
import type { Directory, Field } from './directory';
import type { TiffHeader } from './header';
import { pageToWrite, readPage } from './page';
import { pageFields, type WrittenBlocks } from './pageFields';
import type { PageLayout, ReadablePage } from './pageLayout';
import { encodePageSamples } from './pageSamples';
import type { PlaneStack } from './planeStack';
import { mayExceedClassicTiff } from './resultSize';
import { Tag } from './tags';
import { TiffWriter, type WrittenDirectory } from './tiffWriter';

/** Gives the raster to write for a page that can be read, or undefined to leave the page as it is. */
export type RasterSource = (index: number) => Promise<Raster | undefined>;

/** A page of the source: with its layout when it can be read, else with the reason why not. */
export type SourcePage = ReadablePage | { readonly directory: Directory; readonly reason: Text };

const metaMorphTables = new Set<number>([Tag.metaMorph1, Tag.metaMorph2, Tag.metaMorph3, Tag.metaMorph4]);

/** Writes a file again with other samples. */
export class ResultWriter {
  readonly #writer: TiffWriter;
  readonly #notes = new Notes();

  /** @param layouts of all pages that can be read. */
  constructor(
    readonly header: TiffHeader,
    layouts: readonly PageLayout[],
    readonly rasters: RasterSource,
    readonly options: WriteOptions,
  ) {
    const { source, big } = header;
    const isFloat = options.samples === 'float32';
    const grows = !big && mayExceedClassicTiff(layouts, source.length, isFloat);
    this.#writer = new TiffWriter(source.littleEndian, big || grows);
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
    let index = 0;
    for (const [position, page] of pages.entries()) {
      if ('reason' in page) {
        const fields = this.#copyUnreadable(page.directory, position, page.reason);
        if (fields) yield fields;
        continue;
      }
      const raster = await this.rasters(index++);
      yield raster ? await this.#writePage(page, raster) : this.#copyReadable(page);
    }
  }

  /** A page that can be read, as it is. Its byte counts may be ones that the source leaves out or gets wrong. */
  #copyReadable({ directory, layout }: ReadablePage): Field[] {
    const tag = directory.has(Tag.tileOffsets) ? Tag.tileByteCounts : Tag.stripByteCounts;
    const counted = directory.with(this.#writer.offsets(tag, layout.locations.byteCounts));
    return copyPage(this.header, counted, this.#writer, this.#notes);
  }

  /** A page that cannot be read, or undefined when it cannot be copied either. */
  #copyUnreadable(directory: Directory, position: number, reason: Text): Field[] | undefined {
    try {
      const fields = copyPage(this.header, directory, this.#writer, this.#notes);
      this.#notes.add(text('Page {0} is not denoised but copied as it is. {1}', position + 1, reason));
      return fields;
    } catch (thrown) {
      if (!(thrown instanceof DenoiseError) || thrown.code === 'too-large') throw thrown;
      this.#notes.add(
        text('Page {0} is left out: it can be neither decoded nor copied. {1} {2}', position + 1, reason, thrown.text),
      );
      return undefined;
    }
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
    return this.#writer.appendDirectory(pageFields(this.header, page, layout, blocks, this.#writer, this.#notes));
  }

  /** Planes that are not listed are written as a strip each. */
  #directoryOf({ areListed }: PlaneStack, { height }: PageLayout, directory: Directory): Directory {
    return areListed ? directory : directory.with(this.#writer.offsets(Tag.rowsPerStrip, [height]));
  }

  async #planeRaster(index: number, layout: PageLayout): Promise<Raster> {
    return (await this.rasters(index)) ?? readPage(layout, this.header.source);
  }

  async #writePage(page: ReadablePage, raster: Raster): Promise<Field[]> {
    const { layout, blocks } = await this.#writeSamples(page.layout, raster);
    return pageFields(this.header, page, layout, blocks, this.#writer, this.#notes);
  }

  /** @returns where the samples lie, and the layout they came to have. */
  async #writeSamples(source: PageLayout, raster: Raster): Promise<{ layout: PageLayout; blocks: WrittenBlocks }> {
    const { layout, samples, notes } = await pageToWrite(source, this.header.source, raster, this.options);
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
