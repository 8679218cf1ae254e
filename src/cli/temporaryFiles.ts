import { closeSync, openSync, rmSync, writeFile } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isAbandoned, isTemporaryName, temporaryName } from '../core/temporaryName';
import { isGone, thisProcess } from '../node/processOwner';

/** Files that are there only while this run writes. */
const open = new Set<string>();

/** Removes them at once; for when the process ends, by a signal too. */
export function removeTemporaryFiles(): void {
  for (const file of open) {
    try {
      rmSync(file, { force: true });
    } catch {
      // a folder that was taken away meanwhile
    }
  }
  open.clear();
}

/**
 * Writes the bytes to a new hidden file in the folder, which only the owner may read, and gives it to `act`. It is gone
 * afterwards, whatever happens, unless `act` has moved it. Throws as the file system does.
 * @param mark a part of the file's name
 */
export async function withTemporaryFile<T>(
  folder: string,
  bytes: Uint8Array,
  act: (file: string) => Promise<T>,
  mark?: string,
): Promise<T> {
  const file = path.join(folder, temporaryName(thisProcess(), mark));
  // it is opened in one go, so that a signal finds it either not there yet or in the list
  const descriptor = openSync(file, 'wx', 0o600);
  open.add(file);
  try {
    try {
      await promisify(writeFile)(descriptor, bytes);
    } finally {
      closeSync(descriptor);
    }
    return await act(file);
  } finally {
    await rm(file, { force: true }).catch(() => {});
    open.delete(file);
  }
}

/** Removes what earlier runs left in the folder when they were killed while they wrote. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isTemporaryName)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() && isAbandoned(name, found.mtimeMs, Date.now(), isGone)) await rm(file).catch(() => {});
  }
}
