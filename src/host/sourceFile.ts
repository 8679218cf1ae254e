import * as vscode from 'vscode';
import { DenoiseError } from '../core/errors';
import { checkFileSize } from '../core/fileSize';
import { text } from '../core/text';
import type { ReferenceFile, SourceFile } from '../shared/protocol';
import { fileReason } from './fileErrors';
import { fileName, imageFilters } from './imageUris';
import { readLimits } from './settings';
import { plain } from './windowText';

/** Tells one version of a file from another. */
export interface FileStamp {
  /** Milliseconds since 1970. */
  readonly mtime: number;
  readonly size: number;
}

/** The image's bytes. Throws DenoiseError `file-not-found`, `read-failed`, `too-large`, `invalid-option`. */
export async function readSource(uri: vscode.Uri): Promise<SourceFile> {
  const limits = readLimits(uri);
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (!(type & vscode.FileType.File)) {
      throw new DenoiseError(
        'read-failed',
        text('it is not a regular file but a folder, pipe or device; save the image to a file and open that'),
      );
    }
    checkFileSize(size);
    // files of /proc say that they are empty, and some of them never end
    if (size === 0 && uri.scheme === 'file') return { bytes: new Uint8Array(0), limits };
    // Posted as it comes (a view into a larger buffer), it would arrive broken.
    return { bytes: new Uint8Array(await vscode.workspace.fs.readFile(uri)), limits };
  } catch (error) {
    if (error instanceof DenoiseError) throw error;
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      throw new DenoiseError('file-not-found', text('the file is not there any more; it was moved or deleted'));
    }
    throw new DenoiseError('read-failed', text('the file could not be read: {0}', fileReason(error)), { cause: error });
  }
}

/** Undefined when there is no such file. */
export async function stampOf(uri: vscode.Uri): Promise<FileStamp | undefined> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return { mtime, size };
  } catch {
    return undefined;
  }
}

export function isSameVersion(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
  return a !== undefined && a.mtime === b?.mtime && a.size === b.size;
}

/** Lets the person choose a clean picture of the same scene. Throws as readSource does. */
export async function chooseReference(source: vscode.Uri): Promise<ReferenceFile | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: plain(vscode.l10n.t('Clean picture to measure “{0}” against', fileName(source))),
    openLabel: vscode.l10n.t('Compare with This'),
    defaultUri: source,
    filters: imageFilters(),
  });
  return chosen && { ...(await readSource(chosen[0])), name: fileName(chosen[0]) };
}
