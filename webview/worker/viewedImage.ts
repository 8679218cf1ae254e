import type { ImageDocument } from '../../src/core/codecs/codec';
import { PagePyramid } from './pagePyramid';

/** Decoded pages that are kept: the one that is looked at and the one before it. */
const keptPages = 2;

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
    return new PagePyramid(await this.document.readPage(index), this.document.info.orientation);
  }
}
