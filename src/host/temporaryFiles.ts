import * as vscode from 'vscode';
import { isAbandoned, isTemporaryName, temporaryName } from '../core/temporaryName';
import type { DiskFiles } from './diskFiles';

/** Folders that have been looked through in this session. */
const swept = new Set<string>();

/** A hidden file for a result in the folder, while it is written. */
export const temporaryFile = (folder: vscode.Uri, disk: DiskFiles | undefined): vscode.Uri =>
  vscode.Uri.joinPath(folder, temporaryName(disk?.thisProcess()));

/** Removes what earlier sessions left in the folder when they were killed while they wrote; once a session. */
export async function sweepTemporaryFiles(folder: vscode.Uri, disk: DiskFiles | undefined): Promise<void> {
  const key = folder.toString();
  if (swept.has(key)) return;
  swept.add(key);
  const isGone: DiskFiles['isGone'] = (owner) => disk?.isGone(owner) ?? false;
  try {
    for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
      if (type !== vscode.FileType.File || !isTemporaryName(name)) continue;
      const file = vscode.Uri.joinPath(folder, name);
      const { mtime } = await vscode.workspace.fs.stat(file);
      if (isAbandoned(name, mtime, Date.now(), isGone)) await vscode.workspace.fs.delete(file);
    }
  } catch {
    // a folder that cannot be listed, or a file that is gone already: the result matters more
  }
}

/** For files that may not have come to be, or are gone already. */
export async function removeQuietly(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri);
  } catch {}
}
