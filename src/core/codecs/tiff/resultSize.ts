import { blockByteCount, type PageLayout } from './pageLayout';

/** Offsets of classic TIFF have 32 bits. */
const classicLimit = 2 ** 32;

/**
 * Whether a result may not fit a classic TIFF: the pages without compression, which may gain nothing, and as many bytes
 * again as the source has, for metadata.
 */
export function mayExceedClassicTiff(layouts: readonly PageLayout[], sourceLength: number): boolean {
  const pixels = layouts.reduce((sum, layout) => sum + uncompressedLength(layout), 0);
  return pixels + sourceLength >= classicLimit;
}

function uncompressedLength(layout: PageLayout): number {
  // A palette may have to become 16-bit RGB.
  if (layout.colorMap) return layout.width * layout.height * 6;
  const { across, down, planes, blockHeight } = layout.grid;
  return blockByteCount(layout, blockHeight) * across * down * planes;
}
