import { access, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DenoiseError } from '../core/errors';
import type { FoldName } from '../node/fileKeys';
import { systemReason } from '../node/systemErrors';
import { sweepTemporaryFiles, withTemporaryFile } from './temporaryFiles';

/** A block, which a full disk has no room for, unlike the name alone. */
const trial = new Uint8Array(4096);
const composed = '\u00e9';

/**
 * Makes the folder when it is missing, sweeps it, and finds out by a hidden file, which is gone again at once, whether it
 * can be written to and which names it takes for the same.
 * @returns how the folder tells names apart
 * @throws DenoiseError `write-failed`
 */
export async function prepareOutputFolder(folder: string): Promise<FoldName> {
  try {
    await makeFolder(path.resolve(folder));
    await sweepTemporaryFiles(folder);
    return await tried(folder);
  } catch (error) {
    throw new DenoiseError('write-failed', `the result could not be written to this folder: ${whyNot(error)}`, {
      cause: error,
    });
  }
}

function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  // a folder that is there but takes no files, or a path below one
  if (code === 'ENOENT') return 'the file system takes no files there; choose another folder';
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'a file is in the way; choose another folder';
  return systemReason(error);
}

/** Some file systems take no letters but those of ASCII. */
async function tried(folder: string): Promise<FoldName> {
  try {
    return await withTemporaryFile(folder, trial, foldOf, composed);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EILSEQ' && code !== 'EINVAL') throw error;
    return withTemporaryFile(folder, trial, foldOf);
  }
}

async function foldOf(file: string): Promise<FoldName> {
  const name = path.basename(file);
  const isSame = (other: string) =>
    access(path.join(path.dirname(file), other)).then(
      () => true,
      () => false,
    );
  const foldsCase = await isSame(name.toUpperCase());
  const foldsForm = await isSame(name.normalize('NFD'));
  return (given) => {
    const form = foldsForm ? given.normalize('NFC') : given;
    return foldsCase ? form.toLowerCase() : form;
  };
}

/**
 * Makes a folder and those above it. Node's own way of doing that never ends where a file system says of every new folder
 * that the one above it is missing, as /proc does.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // of a folder that is there some file systems say EROFS or EACCES
    if (await isFolder(folder)) return;
    if (code !== 'ENOENT' || path.dirname(folder) === folder) throw error;
    await makeFolder(path.dirname(folder));
    await mkdir(folder);
  }
}

const isFolder = (folder: string): Promise<boolean> =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
