import { blockByteCount, type PageLayout } from './pageLayout';

/** Offsets of classic TIFF have 32 bits. */
const classicLimit = 2 ** 32;

/**
 * Whether a result may not fit a classic TIFF: the pages without compression, which may gain nothing, and as many bytes
 * again as the source has, for metadata.
 */
export function mayExceedClassicTiff(layouts: readonly PageLayout[], sourceLength: number, isFloat = false): boolean {
  const lengthOf = isFloat ? floatLength : uncompressedLength;
  const pixels = layouts.reduce((sum, layout) => sum + lengthOf(layout), 0);
  return pixels + sourceLength >= classicLimit;
}

/** Of 32-bit floats; tiles reach beyond the page by at most one a side. */
function floatLength({ width, height, grid, samplesPerPixel, colorMap }: PageLayout): number {
  const padded = (width + (grid.tiled ? grid.blockWidth : 0)) * (height + (grid.tiled ? grid.blockHeight : 0));
  return padded * (colorMap ? 3 : samplesPerPixel) * 4;
}

function uncompressedLength(layout: PageLayout): number {
  // A palette may have to become 16-bit RGB.
  if (layout.colorMap) return layout.width * layout.height * 6;
  const { across, down, planes, blockHeight } = layout.grid;
  return blockByteCount(layout, blockHeight) * across * down * planes;
}
