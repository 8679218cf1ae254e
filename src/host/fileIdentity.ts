import * as vscode from 'vscode';
import { type DiskFiles, diskPath } from './diskFiles';
import { fileName } from './imageUris';

/**
 * Texts by which a file can be told under all of its names; see KeysOf. Some file systems take `A.png` and `a.png`, or two
 * ways of writing an accent, for one file, so these do not count. Where only VS Code can be asked, a file of the same name,
 * size and times (of making and of writing) is taken for the same, reached by a link.
 */
export async function uriKeys(uri: vscode.Uri, disk: DiskFiles | undefined): Promise<readonly string[]> {
  const folded = (text: string) => text.normalize('NFC').toLowerCase();
  const keys = [`uri:${folded(uri.toString(true))}`];
  const path = diskPath(uri);
  if (disk && path !== undefined) return [...keys, ...(await disk.keysOf(path))];
  try {
    const { ctime, mtime, size } = await vscode.workspace.fs.stat(uri);
    if (ctime && mtime) keys.push(`times:${folded(fileName(uri))}:${ctime}:${mtime}:${size}`);
  } catch {
    // it does not exist (yet)
  }
  return keys;
}
