import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { type DecodeLimits, defaultLimits } from '../codec';
import { Notes, type NoteTaker } from '../notes';
import { checkPageCount } from '../pageMemory';
import { Directory, type DirectoryFindings, FileField } from './directory';
import type { TiffHeader } from './header';
import { fieldSize } from './tags';

const nothingWrong: Pick<DirectoryFindings, 'broken' | 'problems'> = { broken: new Map(), problems: [] };

/** A directory and the offset of the one after it, 0 when it is the last. */
interface LinkedDirectory {
  readonly directory: Directory;
  readonly next: number;
}

/** What 16 bits can count, as in classic TIFF; BigTIFF has 64 bits for it, of which nobody needs more. */
const mostEntries = 65535;

/** Pages have about twenty fields; more than this many on average would take memory that no limit bounds. */
const fieldsPerPage = 32;

/** More than are told of one kind. */
const mostProblems = 12;

/**
 * The directories of all pages. A link that leads to no page or back to an earlier one ends the file, as it does for
 * libtiff and tifffile, with a note; so do values that are not in the file, whose tags are passed over.
 * @throws DenoiseError `damaged` or `truncated` when there is not even a first page, `too-large` beyond the limits.
 */
export function readDirectoryChain(
  header: TiffHeader,
  limits: Pick<DecodeLimits, 'maxPages'> = defaultLimits,
  notes: NoteTaker = new Notes(),
): Directory[] {
  const directories: Directory[] = [];
  const seen = new Set<number>();
  const mostFields = Math.max(mostEntries, fieldsPerPage * limits.maxPages);
  let fields = 0;
  let length = 0;
  for (let offset = header.firstDirectory; offset !== 0; ) {
    const linked = directories.length === 0 ? readLinked(header, offset) : readNext(header, offset, seen);
    if (!linked) {
      notes.add(
        text(
          'The file says that the page after page {0} is at byte {1}, but none is there: the file is taken to end with page {0}.',
          directories.length,
          offset,
        ),
      );
      break;
    }
    const { directory, next } = linked;
    seen.add(offset);
    directories.push(directory);
    fields += directory.findings.entries;
    checkPageCount(fields > mostFields ? Number.POSITIVE_INFINITY : directories.length, limits);
    // Directories that overlap could make a small file take hours to read.
    length += directory.findings.length;
    if (length > header.source.length) {
      throw new DenoiseError('damaged', text('The page directories of the TIFF file overlap at byte {0}.', offset));
    }
    offset = next;
  }
  if (directories.length === 0) throw new DenoiseError('damaged', 'The TIFF file has no pages.');
  for (const [position, { findings }] of directories.entries()) {
    for (const problem of findings.problems) {
      notes.add(directories.length > 1 ? text('Page {0}: {1}', position + 1, problem) : problem);
    }
  }
  return directories;
}

/** A directory that is not in the chain of pages, such as that of EXIF. Throws `damaged` or `truncated`. */
export function readDirectory(header: TiffHeader, offset: number): Directory {
  return readLinked(header, offset).directory;
}

/**
 * A directory and those it links to, as a SubIFD may have them; a link that leads nowhere ends the list.
 * @param most directories to read.
 * @throws DenoiseError `damaged` or `truncated` when there is not even a first one.
 */
export function readSubChain(header: TiffHeader, offset: number, most: number): Directory[] {
  const seen = new Set([offset]);
  let linked: LinkedDirectory | undefined = readLinked(header, offset);
  const directories = [linked.directory];
  while (linked && linked.next !== 0 && directories.length < most) {
    const { next } = linked;
    linked = readNext(header, next, seen);
    seen.add(next);
    if (linked) directories.push(linked.directory);
  }
  return directories;
}

/** Undefined when the link leads to an earlier directory or to something that is none. */
function readNext(header: TiffHeader, offset: number, seen: ReadonlySet<number>): LinkedDirectory | undefined {
  if (seen.has(offset)) return undefined;
  try {
    const linked = readLinked(header, offset);
    const { fields, findings } = linked.directory;
    // Pixels and text that are taken for a directory have field types that do not exist, and values outside of the file.
    return fields.length > 0 && 2 * fields.length >= findings.entries ? linked : undefined;
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError)) throw thrown;
    return undefined;
  }
}

function readLinked({ source, big, budget }: TiffHeader, offset: number): LinkedDirectory {
  const what = text('A page directory');
  const readOffset = (at: number) => (big ? source.uint64(at, what) : source.uint32(at, what));
  const count = big ? source.uint64(offset, what) : source.uint16(offset, what);
  if (count > mostEntries) {
    throw new DenoiseError('damaged', text('The page directory at byte {0} claims {1} entries.', offset, count));
  }
  const entryLength = big ? 20 : 12;
  const start = offset + (big ? 8 : 2);
  const end = start + count * entryLength;
  source.slice(start, count * entryLength, what);
  budget.spend(count);
  const inlineLength = big ? 8 : 4;
  const fields: FileField[] = [];
  const broken = new Map<number, Text>();
  const problems: Text[] = [];
  const addProblem = (problem: Text) => problems.length < mostProblems && problems.push(problem);
  for (let entry = start; entry < end; entry += entryLength) {
    const tag = source.uint16(entry, what);
    const type = source.uint16(entry + 2, what);
    const values = readOffset(entry + 4);
    const size = fieldSize(type);
    if (size === undefined) {
      // Readers are to pass over fields of types they do not know (TIFF 6.0 page 16). Empty entries are mere filling.
      if (tag > 0) addProblem(text('TIFF tag {0} is left out: its field type {1} is not known.', tag, type));
      continue;
    }
    const valueField = entry + 4 + inlineLength;
    const length = values * size;
    const place = length <= inlineLength ? valueField : readOffset(valueField);
    if (source.holds(place, length)) {
      fields.push(new FileField(source, tag, type, values, place, length));
      continue;
    }
    const problem = source.outside(place, length, text('TIFF tag {0}', tag));
    broken.set(tag, problem);
    addProblem(text('{0} It is left out.', problem));
  }
  // Some writers leave out the link after the last page.
  const next = end + inlineLength <= source.length ? readOffset(end) : 0;
  // Of a million sound directories, each would have its own empty lists.
  const found = problems.length > 0 ? { broken, problems } : nothingWrong;
  const findings = { entries: count, place: offset, length: count * entryLength, ...found };
  return { directory: new Directory(source, fields, findings), next };
}
