import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { formats } from '../core/codecs/registry';
import { DenoiseError } from '../core/errors';
import { readError } from './sourceFile';

const extensions = new Set(formats.flatMap((format) => format.extensions));
const isImage = (file: string) => extensions.has(path.extname(file).toLowerCase());

/**
 * The images behind the name given: a file as it is, a folder by the images in it (not in its sub-folders), links to
 * images included. Results of earlier runs in a folder are left out, so that running twice does not denoise them again.
 * @throws DenoiseError `file-not-found`, `read-failed`
 */
export async function findImages(input: string, suffix: string): Promise<string[]> {
  try {
    if (!(await stat(input)).isDirectory()) return [input];
    const entries = await readdir(input, { withFileTypes: true });
    const named = entries.filter(({ name }) => isImage(name) && !isEarlierResult(name, suffix));
    const images: string[] = [];
    for (const entry of named) if (!(await isFolder(input, entry))) images.push(path.join(input, entry.name));
    if (images.length === 0) {
      throw new DenoiseError(
        'file-not-found',
        'there is no PNG or TIFF image in this folder; name a folder of .png, .tif or .tiff files',
      );
    }
    return images.sort();
  } catch (error) {
    throw readError(input, error);
  }
}

/** Whatever else is there but cannot be read (a pipe, a link that leads nowhere) is an image's name all the same. */
async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const found = await stat(path.join(parent, entry.name)).catch(() => undefined);
  return found?.isDirectory() === true;
}

const isEarlierResult = (name: string, suffix: string): boolean =>
  suffix !== '' && new RegExp(`${escapeRegExp(suffix)}(-\\d+)?$`).test(path.parse(name).name);

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export interface FoundImage {
  /** The name it was found by, and by which the result is named. */
  readonly file: string;
  /** Where the name leads when it is a link. */
  readonly linkTo?: string;
  /** Other names of the same file that were found too; it is denoised once. */
  readonly otherNames: readonly string[];
}

/** Every file once, under its own name where that was found, otherwise under the first of the links to it. */
export async function uniqueImages(files: readonly string[]): Promise<FoundImage[]> {
  const byPath = new Map<string, { file: string; isLink: boolean; otherNames: string[] }>();
  for (const file of files) {
    const absolute = path.resolve(file);
    const real = await realpath(absolute).catch(() => absolute);
    const isLink = path.join(await realFolder(absolute), path.basename(absolute)) !== real;
    const found = byPath.get(real);
    if (!found) byPath.set(real, { file, isLink, otherNames: [] });
    else if (found.isLink && !isLink)
      Object.assign(found, { file, isLink, otherNames: [...found.otherNames, found.file] });
    else found.otherNames.push(file);
  }
  return [...byPath].map(([real, { file, isLink, otherNames }]) => ({
    file,
    otherNames: otherNames.filter((name) => name !== file),
    ...(isLink && { linkTo: real }),
  }));
}

const realFolder = (file: string): Promise<string> => realpath(path.dirname(file)).catch(() => path.dirname(file));
