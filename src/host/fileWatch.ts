import * as vscode from 'vscode';
import { fileName, parentOf } from './imageUris';

/** Tells what other programs do to one file. */
export function watchFile(uri: vscode.Uri, on: { changed(): void; deleted(): void }): vscode.Disposable {
  const pattern = new vscode.RelativePattern(parentOf(uri), escapeGlob(fileName(uri)));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const ifOurs = (act: () => void) => (changed: vscode.Uri) => {
    if (changed.toString() === uri.toString()) act();
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(ifOurs(on.changed)),
    watcher.onDidCreate(ifOurs(on.changed)),
    watcher.onDidDelete(ifOurs(on.deleted)),
  );
}

/** File names may hold characters that mean something in a glob pattern. */
const escapeGlob = (name: string) => name.replace(/[[\]{}*?]/g, '[$&]');
