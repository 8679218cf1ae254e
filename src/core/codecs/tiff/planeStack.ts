import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { DecodeLimits } from '../codec';
import { checkPageCount } from '../pageMemory';
import type { Directory } from './directory';
import type { TiffHeader } from './header';
import { blockByteCount, type PageLayout, type ReadablePage } from './pageLayout';
import { Tag } from './tags';

/** A stack behind a single directory. */
export interface PlaneStack {
  /** Of each plane, as if it were a page. */
  readonly planes: readonly PageLayout[];
  /**
   * Whether the tags list the strips or tiles of all planes, one plane after the other. Else they list those of the first,
   * and the others follow without a gap.
   */
  readonly areListed: boolean;
  /** Whose way of saying how many planes there are. */
  readonly software: 'ImageJ' | 'MetaMorph';
}

/** Whether ImageJ, or software that writes as it does, made the page. */
export function isOfImageJ(directory: Directory): boolean {
  return directory.text(Tag.imageDescription)?.startsWith('ImageJ=') ?? false;
}

/**
 * The stack that a file with a single directory is, or undefined when it is not one, such as a page that was taken out of
 * a stack together with its description.
 * @throws DenoiseError `truncated` when the file ends within the stack, `too-large` beyond the limits.
 */
export function findPlaneStack(
  directories: readonly Directory[],
  { directory, layout }: ReadablePage,
  { source, firstDirectory }: TiffHeader,
  limits: Pick<DecodeLimits, 'maxPages'>,
): PlaneStack | undefined {
  if (directories.length > 1 || directories[0] !== directory) return undefined;
  const software = isOfImageJ(directory) ? 'ImageJ' : 'MetaMorph';
  const count = software === 'ImageJ' ? imageJCount(directory) : metaMorphCount(directory);
  if (count < 2) return undefined;
  checkPageCount(count, limits);
  const listed = listedPlanes(layout, count);
  if (listed) return { planes: listed, areListed: true, software };
  const start = layout.locations.offsets[0]!;
  // A block that is not in the file is said to be at 0.
  if (start === 0) return undefined;
  const following = followingPlanes(layout, count, firstDirectory > start ? firstDirectory : source.length);
  return following && { planes: following, areListed: false, software };
}

/** ImageDescription says it: "ImageJ=1.53\nimages=20\n...". */
function imageJCount(directory: Directory): number {
  return Number(/^images=(\d+)$/m.exec(directory.text(Tag.imageDescription) ?? '')?.[1] ?? 1);
}

/** The tag UIC2 has a value for each plane (MetaMorph Stack file format, 2005). */
function metaMorphCount(directory: Directory): number {
  return directory.fields.find(({ tag }) => tag === Tag.metaMorph2)?.count ?? 1;
}

function listedPlanes(layout: PageLayout, count: number): PageLayout[] | undefined {
  const { grid, locations } = layout;
  const perPlane = grid.across * grid.down * grid.planes;
  const listed = [locations.offsets.length, locations.byteCounts.length];
  if (listed.some((length) => length !== perPlane * count)) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const ofPlane = (values: readonly number[]) => values.slice(i * perPlane, (i + 1) * perPlane);
    return {
      ...layout,
      locations: { offsets: ofPlane(locations.offsets), byteCounts: ofPlane(locations.byteCounts) },
    };
  });
}

/** @param end of the part of the file that planes may lie in. */
function followingPlanes(layout: PageLayout, count: number, end: number): PageLayout[] | undefined {
  const { offsets, byteCounts } = layout.locations;
  const inOnePiece = offsets.every((offset, i) => i === 0 || offset === offsets[i - 1]! + byteCounts[i - 1]!);
  if (layout.compressionTag !== 1 || layout.grid.tiled || layout.grid.planes > 1 || !inOnePiece) return undefined;
  const length = blockByteCount(layout, layout.height);
  const start = offsets[0]!;
  const found = Math.floor((end - start) / length);
  if (found < 2) return undefined;
  if (found < count) {
    throw new DenoiseError('truncated', text('The stack should have {0} images; the file holds {1}.', count, found));
  }
  const grid = { ...layout.grid, blockHeight: layout.height, down: 1 };
  return Array.from({ length: count }, (_, i) => ({
    ...layout,
    grid,
    locations: { offsets: [start + i * length], byteCounts: [length] },
  }));
}
