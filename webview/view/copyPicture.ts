import { DenoiseError, toDenoiseError } from '../../src/core/errors';
import { text } from '../../src/core/text';
import type { PageShape, Picture, TileAddress } from '../../src/shared/viewing';
import { coarsestLevel, levelSize, tileSide, tilesOver } from '../tileGrid';

/** Larger ones are copied at half, a quarter... of their size: browsers refuse canvases of any size. */
const largestSide = 8192;

/**
 * Copies a page as it is displayed to the clipboard, as a PNG.
 * @throws DenoiseError `write-failed` when the clipboard does not take it.
 */
export async function copyPicture(
  shape: PageShape,
  fetchTile: (tile: Omit<TileAddress, 'layer'>) => Promise<Picture>,
): Promise<void> {
  let level = 0;
  while (level < coarsestLevel(shape) && Math.max(shape.width, shape.height) / 2 ** level > largestSide) level++;
  const { width, height } = levelSize(shape, level);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  for (const { column, row } of tilesOver(shape, level, { x: 0, y: 0, ...shape })) {
    const tile = await fetchTile({ page: shape.page, level, column, row });
    context?.putImageData(new ImageData(tile.pixels, tile.width, tile.height), column * tileSide, row * tileSide);
  }
  try {
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  } catch (error) {
    throw new DenoiseError('write-failed', text('the picture could not be copied: {0}', toDenoiseError(error).message));
  }
}
