import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import type { DecodeLimits } from '../codec';
import type { NoteTaker } from '../notes';
import { checkLocationTags } from './blockGrid';
import type { Directory } from './directory';
import type { TiffHeader } from './header';
import { asIntensities } from './lookupTable';
import { withOldJpegTags } from './oldJpeg';
import { type ReadablePage, readPageLayout, readPageSize } from './pageLayout';
import { isOfImageJ } from './planeStack';
import { pointedDirectories } from './pointers';
import { Photometric, Tag } from './tags';

/** A page of the source. */
export interface SourcePage {
  readonly directory: Directory;
  /** What it is denoised by, or copied by when there is a reason not to. */
  readonly layout?: ReadablePage['layout'];
  /** Why it is copied as it is. */
  readonly reason?: Text;
  /** A preview of one of its parts; it is copied, and that needs no reason. */
  readonly isPreview?: boolean;
  /** Its SubIFDs, when there are pictures of their own among them, as in camera raw files. */
  readonly parts?: readonly SourcePage[];
}

/** Bits of NewSubfileType (TIFF 6.0 page 36) that tell a page from a picture of its own: smaller version, mask. */
const otherVersion = 1 | 4;

/** The method learns from blocks of 2x2. */
const smallestSide = 2;

/** Whether the page is denoised. */
export function isDenoised(page: SourcePage): page is SourcePage & ReadablePage {
  return page.layout !== undefined && page.reason === undefined && !page.isPreview;
}

/** All pages and parts, a page before its parts. */
export function allPages(pages: readonly SourcePage[]): SourcePage[] {
  return pages.flatMap((page) => [page, ...(page.parts ?? [])]);
}

/**
 * Tells the pages that are denoised from the others.
 * @param notes takes what is tolerated in their tags.
 * @throws DenoiseError what is wrong with the picture when none can be read, or only small versions of it.
 */
export function readSourcePages(
  header: TiffHeader,
  directories: readonly Directory[],
  limits: DecodeLimits,
  notes: NoteTaker,
): SourcePage[] {
  checkLocationTags(directories);
  if (isCanonRaw(header)) {
    throw new DenoiseError(
      'unsupported',
      'This is a raw file of a Canon camera (CR2), whose picture cannot be read. Convert it to a linear DNG or to TIFF first.',
    );
  }
  const holdsIntensities = directories[0] !== undefined && isOfImageJ(directories[0]);
  const problems = new Map<SourcePage, DenoiseError>();
  const read = (said: Directory, taker: NoteTaker): SourcePage => {
    try {
      const directory = withOldJpegTags(said);
      const layout = readPageLayout(directory, limits, taker);
      return { directory, layout: holdsIntensities ? asIntensities(layout) : layout };
    } catch (thrown) {
      if (!(thrown instanceof DenoiseError)) throw thrown;
      const page = { directory: said, reason: thrown.text };
      problems.set(page, thrown);
      return page;
    }
  };
  const pages = directories.map((directory, position): SourcePage => {
    const taker: NoteTaker =
      directories.length > 1 ? { add: (note) => notes.add(text('Page {0}: {1}', position + 1, note)) } : notes;
    const subIfds = findPictures(header, directory);
    if (subIfds.length === 0) return read(directory, taker);
    const parts = subIfds.map(({ directory: part, isPicture }) =>
      isPicture ? read(part, taker) : { directory: part, isPreview: true },
    );
    return isVersion(directory) ? { directory, isPreview: true, parts } : { ...read(directory, taker), parts };
  });
  refuseLostPictures(pages, problems);
  return withoutTinyPages(pages);
}

/** The SubIFDs of a page when some of them are pictures of their own and not smaller versions of it; else none. */
function findPictures(header: TiffHeader, page: Directory): { directory: Directory; isPicture: boolean }[] {
  const field = page.find(Tag.subIfds);
  if (!field) return [];
  try {
    const subIfds = pointedDirectories(header, field).map((directory) => ({
      directory,
      isPicture: !isVersion(directory) && (isVersion(page) || areaOf(directory) >= areaOf(page)),
    }));
    return subIfds.some(({ isPicture }) => isPicture) ? subIfds : [];
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError)) throw thrown;
    // Writing says that they are lost.
    return [];
  }
}

/** Whether the page says to be a smaller version or a mask of another. */
function isVersion(page: Directory): boolean {
  const type = page.hint(Tag.newSubfileType);
  if (type !== undefined) return (type & otherVersion) !== 0;
  return page.hint(Tag.subfileType) === 2;
}

function areaOf(page: Directory): number {
  try {
    const { width, height } = readPageSize(page);
    return width * height;
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError)) throw thrown;
    return 0;
  }
}

/** Throws what is wrong with the picture of a file when only previews of it could be denoised, or nothing at all. */
function refuseLostPictures(pages: readonly SourcePage[], problems: ReadonlyMap<SourcePage, DenoiseError>): void {
  const denoised = allPages(pages).filter(isDenoised);
  const lost = [...problems.keys()].filter(({ directory }) => !isVersion(directory));
  if (denoised.length === 0) throw problems.get(lost[0] ?? [...problems.keys()][0]!)!;
  const largest = denoised.reduce((most, { layout }) => Math.max(most, layout.width * layout.height), 0);
  const areVersions = denoised.every(({ directory }) => isVersion(directory));
  const picture = lost.find(({ directory }) => areaOf(directory) > largest && (areVersions || isRaw(directory)));
  if (picture) throw problems.get(picture)!;
}

/** Whether the page holds what a camera's sensor measured. */
function isRaw(page: Directory): boolean {
  const photometric = page.hint(Tag.photometricInterpretation);
  return photometric === Photometric.colorFilterArray || photometric === Photometric.linearRaw;
}

/** Pages without a 2x2 block, such as the top of a pyramid, are copied when there are others. */
function withoutTinyPages(pages: readonly SourcePage[]): SourcePage[] {
  const isTiny = ({ layout }: SourcePage) =>
    layout !== undefined && Math.min(layout.width, layout.height) < smallestSide;
  if (allPages(pages).filter(isDenoised).every(isTiny)) return [...pages];
  const copied = (page: SourcePage): SourcePage =>
    isDenoised(page) && isTiny(page)
      ? {
          ...page,
          reason: text(
            'It is {0}x{1} pixels; the method learns from 2x2 blocks.',
            page.layout.width,
            page.layout.height,
          ),
        }
      : page;
  return pages.map((page) => {
    const whole = copied(page);
    return whole.parts ? { ...whole, parts: whole.parts.map(copied) } : whole;
  });
}

/** Canon's raw files look like TIFF files whose pages are previews; "CR" and a version follow the header. */
function isCanonRaw({ source, big }: TiffHeader): boolean {
  const [c, r, version] = source.bytes.subarray(8, 11);
  return !big && c === 0x43 && r === 0x52 && version === 2;
}
