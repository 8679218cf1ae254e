import { DenoiseError } from '../../errors';
import type { Directory } from './directory';
import { blockRowLength, type PageLayout } from './pageLayout';
import { Photometric, Tag } from './tags';

/**
 * ImageJ keeps the planes of a stack one after the other behind a single directory, and says in ImageDescription
 * ("ImageJ=1.53\nimages=20\n...") how many there are.
 */
export function imageJPlaneCount(directories: readonly Directory[]): number {
  const [first] = directories;
  if (!first || directories.length > 1) return 1;
  const description = first.text(Tag.imageDescription);
  if (!description?.startsWith('ImageJ=')) return 1;
  return Math.max(1, Number(/^images=(\d+)$/m.exec(description)?.[1] ?? 1));
}

/**
 * The layout of each plane of a stack.
 * @throws DenoiseError `unsupported` when the planes are compressed or not in one piece, `truncated` when they are not
 * all in the file.
 */
export function imageJPlaneLayouts(layout: PageLayout, count: number, fileLength: number): PageLayout[] {
  const { offsets, byteCounts } = layout.locations;
  const inOnePiece = offsets.every((offset, i) => i === 0 || offset === offsets[i - 1]! + byteCounts[i - 1]!);
  if (layout.compressionTag !== 1 || layout.grid.tiled || layout.grid.planes > 1 || !inOnePiece) {
    throw new DenoiseError('unsupported', `The ImageJ stack of ${count} images is not stored in one piece.`);
  }
  // Whether the palette can stay would be known only after the last plane.
  if (layout.photometric === Photometric.palette) {
    throw new DenoiseError('unsupported', 'ImageJ stacks with a palette are not supported. Save the stack as grey.');
  }
  const length = blockRowLength(layout) * layout.height;
  const start = offsets[0]!;
  if (start + count * length > fileLength) {
    const found = Math.max(0, Math.floor((fileLength - start) / length));
    throw new DenoiseError('truncated', `The ImageJ stack should have ${count} images; the file holds ${found}.`);
  }
  const grid = { ...layout.grid, blockHeight: layout.height, down: 1 };
  return Array.from({ length: count }, (_, i) => ({
    ...layout,
    grid,
    locations: { offsets: [start + i * length], byteCounts: [length] },
  }));
}
