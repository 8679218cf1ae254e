import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** How a file system tells names apart; `fold` gives names that it takes for one the same text. */
export type FoldName = (name: string) => string;

const asItIs: FoldName = (name) => name;

/**
 * The path without links, also of a file or folder that does not exist yet: the links of what does exist are followed.
 * @throws as `realpath` does, but for what does not exist
 */
export async function realPathOf(file: string): Promise<string> {
  const absolute = path.resolve(file);
  try {
    return await realpath(absolute);
  } catch (error) {
    const parent = path.dirname(absolute);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === absolute) throw error;
    return path.join(await realPathOf(parent), path.basename(absolute));
  }
}

/**
 * Texts by which a file can be told under all of its names (see KeysOf): its place without links, what a link leads to,
 * and device and inode, which hard links share and which are the same for all spellings that the file system takes for one.
 * @param fold of the folder that holds the file; matters where the file does not exist yet
 */
export async function fileKeys(file: string, fold: FoldName = asItIs): Promise<string[]> {
  const absolute = path.resolve(file);
  const folder = await realPathOf(path.dirname(absolute)).catch(() => path.dirname(absolute));
  const keys = [`path:${path.join(folder, fold(path.basename(absolute)))}`];
  try {
    keys.push(`path:${await realpath(absolute)}`);
    for (const { dev, ino } of [await stat(absolute, { bigint: true }), await lstat(absolute, { bigint: true })]) {
      // some network file systems know no inodes
      if (ino !== 0n) keys.push(`inode:${dev}:${ino}`);
    }
  } catch {
    // it does not exist (yet)
  }
  return [...new Set(keys)];
}
