import type { EncodedImage, ImageDocument, WriteOptions } from '../../src/core/codecs/codec';
import { openImage } from '../../src/core/codecs/registry';
import { blendedPages, type PageReader, writeChanged } from '../../src/core/denoise/blend';
import type { Text } from '../../src/core/text';
import { type ViewableFile, ViewedImage } from './viewedImage';

/** As large as it needs to be: its source was let in. */
const noLimits = { maxPixels: Number.POSITIVE_INFINITY, maxPages: Number.POSITIVE_INFINITY };

/** Pages as they are shown: decoded ones are kept for a while. */
const cachedPages = (image: ViewedImage): PageReader => ({
  readPage: async (index) => (await image.page(index)).raster,
});

/** Whether the result was written as 32-bit floats and the source was not. */
function hasOtherFloats({ info }: ImageDocument, { info: source }: ImageDocument): boolean {
  const isFloat = info.sampleFormat === 'float' && info.bitDepth === 32;
  return isFloat && !(source.sampleFormat === 'float' && source.bitDepth === 32);
}

/** A result at full strength, seen and written at any. */
export class DenoisedResult {
  private constructor(
    private readonly source: ImageDocument,
    private readonly original: ViewedImage,
    private readonly full: ViewedImage,
    private readonly encoded: EncodedImage,
    /** The pages that were denoised. */
    readonly pages: ReadonlySet<number>,
    private readonly options: WriteOptions,
    private readonly strength: number,
    /** What was found in the pages, for the user. */
    private readonly found: readonly Text[],
  ) {}

  /**
   * @param original the source as it is viewed, so that pages are decoded once
   * @param encoded the source with its pages denoised at full strength, palettes expanded
   * @param options how results are to be written
   */
  static async open(
    source: ImageDocument,
    original: ViewedImage,
    encoded: EncodedImage,
    pages: ReadonlySet<number>,
    options: WriteOptions,
    strength: number,
    found: readonly Text[] = [],
  ): Promise<DenoisedResult> {
    const document = await openImage(encoded.bytes, noLimits);
    const samples = hasOtherFloats(document, source) ? 'float32' : 'asSource';
    const full = new ViewedImage(document);
    return new DenoisedResult(source, original, full, encoded, pages, { ...options, samples }, strength, found);
  }

  /** The same result at another strength. */
  withStrength(strength: number): DenoisedResult {
    const { source, original, full, encoded, pages, options, found } = this;
    return new DenoisedResult(source, original, full, encoded, pages, options, strength, found);
  }

  /** The denoised pages at full strength. */
  get fullPages(): PageReader {
    return cachedPages(this.full);
  }

  /** The result as it is seen. */
  get blendedFile(): ViewableFile {
    return { info: this.full.document.info, readPage: this.blended.readPage };
  }

  /** The result as a file: what a run with this strength would have made. */
  async encode(): Promise<EncodedImage> {
    const isAsItIs = this.strength === 1 && this.options.palette !== 'keep';
    const { source, blended, pages, options } = this;
    const { bytes, notes } = isAsItIs ? this.encoded : await writeChanged(source, blended, pages, options);
    return { bytes, notes: [...this.found, ...notes] };
  }

  private get blended(): PageReader {
    return blendedPages(cachedPages(this.original), cachedPages(this.full), this.pages, this.strength);
  }
}
