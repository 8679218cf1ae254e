import type { ImageDocument } from '../../src/core/codecs/codec';
import { PagePyramid } from './pagePyramid';

/** Decoded pages that are kept: the one that is looked at and the one before it, unless it is large. */
const keptPages = 2;
const largestKeptBytes = 256 * 2 ** 20;

/** All that looking at a file takes. */
export type ViewableFile = Pick<ImageDocument, 'info' | 'readPage'>;

/** An opened file that is looked at page by page. */
export class ViewedImage {
  /** The page used last stands last. */
  private readonly pages = new Map<number, Promise<PagePyramid>>();

  constructor(readonly document: ViewableFile) {}

  /** Throws what `readPage` throws. */
  page(index: number): Promise<PagePyramid> {
    const page = this.pages.get(index) ?? this.decode(index);
    this.pages.delete(index);
    this.pages.set(index, page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > keptPages) this.pages.delete(oldest);
    return page;
  }

  private async decode(index: number): Promise<PagePyramid> {
    try {
      const raster = await this.document.readPage(index);
      if (raster.samples.byteLength > largestKeptBytes) this.forgetAllBut(index);
      return new PagePyramid(raster, this.document.info.orientation);
    } catch (error) {
      // there may be memory for it another time
      this.pages.delete(index);
      throw error;
    }
  }

  private forgetAllBut(index: number): void {
    for (const other of [...this.pages.keys()]) if (other !== index) this.pages.delete(other);
  }
}
