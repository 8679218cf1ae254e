import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResultSamples } from '../core/codecs/codec';
import { formats } from '../core/codecs/registry';
import { DenoiseError } from '../core/errors';
import { outputName } from '../core/outputName';

const extensions = new Set(formats.flatMap((format) => format.extensions));
const isImage = (file: string) => extensions.has(path.extname(file).toLowerCase());

export interface OutputPlan {
  readonly folder?: string;
  readonly suffix: string;
  readonly onConflict: 'number' | 'overwrite';
  readonly samples?: ResultSamples;
}

/**
 * The images behind the names given: files as they are, folders by the images in them (not in their sub-folders).
 * Results of earlier runs in a folder are left out, so that running twice does not denoise them again.
 * @throws DenoiseError `file-not-found`
 */
export async function findImages(input: string, suffix: string): Promise<string[]> {
  const found = await stat(input).catch(() => {
    throw new DenoiseError('file-not-found', 'there is no such file or folder');
  });
  if (!found.isDirectory()) return [input];
  const isResult = (name: string) =>
    suffix !== '' && new RegExp(`${escapeRegExp(suffix)}(-\\d+)?$`).test(path.parse(name).name);
  const entries = await readdir(input, { withFileTypes: true });
  const images = entries.filter((entry) => entry.isFile() && isImage(entry.name) && !isResult(entry.name));
  if (images.length === 0) throw new DenoiseError('file-not-found', 'there is no PNG or TIFF image in this folder');
  return images.map((entry) => path.join(input, entry.name)).sort();
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The file's bytes. Throws DenoiseError `file-not-found`, `read-failed`. */
export async function readImageFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new DenoiseError('file-not-found', 'there is no such file', { cause: error });
    throw new DenoiseError('read-failed', `it could not be read: ${message}`, { cause: error });
  }
}

/**
 * Writes a result: whole or not at all, and never over its source.
 * @returns the path written
 * @throws DenoiseError `invalid-option`, `write-failed`
 */
export async function writeResult(source: string, bytes: Uint8Array, plan: OutputPlan): Promise<string> {
  const folder = plan.folder ?? path.dirname(source);
  const target = (number: number) =>
    path.join(folder, outputName(path.basename(source), plan.suffix, number, plan.samples));
  if (await isSameFile(source, target(1))) {
    throw new DenoiseError('invalid-option', 'the result would replace its source; give --suffix or --out-dir');
  }
  const temporary = path.join(folder, `.${path.basename(source)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, bytes, { flag: 'wx' });
    if (plan.onConflict === 'overwrite') {
      await rename(temporary, target(1));
      return target(1);
    }
    return await takeFreeName(temporary, target);
  } catch (error) {
    throw new DenoiseError('write-failed', `the result could not be written: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** Linking fails where the name is taken, so two runs at once cannot replace each other's results. */
async function takeFreeName(temporary: string, target: (number: number) => string): Promise<string> {
  for (let number = 1; ; number++) {
    try {
      await link(temporary, target(number));
      return target(number);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      // file systems without links: look first, then rename
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
      if (await exists(target(number))) continue;
      await rename(temporary, target(number));
      return target(number);
    }
  }
}

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );

async function isSameFile(a: string, b: string): Promise<boolean> {
  if (path.resolve(a) === path.resolve(b)) return true;
  const [first, second] = await Promise.all([stat(a), stat(b).catch(() => undefined)]);
  return second !== undefined && first.ino === second.ino && first.dev === second.dev;
}
