import * as vscode from 'vscode';
import type { ResultSamples } from '../core/codecs/codec';
import { isTiff } from '../core/codecs/tiff/header';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { outputName } from '../core/outputName';
import { text } from '../core/text';
import { fileName, parentOf } from './imageUris';
import type { OutputSettings } from './settings';

/** More numbered results than this beside one image are a sign that something else is wrong. */
const mostNumbers = 10_000;

/** Answers "the file exists": whether to replace it. */
export type AskOverwrite = (target: vscode.Uri) => Promise<boolean>;

/**
 * Writes a result beside its source, as the settings say. The bytes go to a temporary file in the same folder, which
 * is then renamed: whoever looks sees the whole file or none. The source is never the target.
 * @returns where the file is, or undefined when the person declined to replace one.
 * @throws DenoiseError `invalid-option`, `write-failed`
 */
export async function saveBeside(
  source: vscode.Uri,
  bytes: Uint8Array,
  settings: OutputSettings,
  askOverwrite: AskOverwrite,
): Promise<vscode.Uri | undefined> {
  const folder = outputFolder(source, settings.folder);
  const samples = samplesOf(source, bytes);
  const target = (number: number) =>
    vscode.Uri.joinPath(folder, outputName(fileName(source), settings.suffix, number, samples));
  assertNotSource(source, target(1));
  if (settings.folder !== '') await createFolder(folder);

  switch (settings.onConflict) {
    case 'overwrite':
      return writeWhole(target(1), bytes, { overwrite: true });
    case 'ask':
      if ((await exists(target(1))) && !(await askOverwrite(target(1)))) return undefined;
      return writeWhole(target(1), bytes, { overwrite: true });
    case 'number':
      for (let number = 1; number <= mostNumbers; number++) {
        if (!(await exists(target(number)))) return writeWhole(target(number), bytes, { overwrite: false });
      }
      throw new DenoiseError(
        'write-failed',
        text('“{0}” has {1} results already; remove some, or change outputSuffix', fileName(source), mostNumbers),
      );
  }
}

/** Writes the bytes where the person said, replacing what is there (the dialog has asked). Throws as saveBeside does. */
export async function saveAs(source: vscode.Uri, target: vscode.Uri, bytes: Uint8Array): Promise<vscode.Uri> {
  assertNotSource(source, target);
  return writeWhole(target, bytes, { overwrite: true });
}

/**
 * The folder results go to. A setting may come with a workspace, so it must stay inside the workspace folder that holds
 * the image (or, outside any, at or below the image's own folder).
 */
function outputFolder(source: vscode.Uri, setting: string): vscode.Uri {
  const parent = parentOf(source);
  if (setting === '') return parent;
  const root = vscode.workspace.getWorkspaceFolder(source)?.uri ?? parent;
  const folder = vscode.Uri.joinPath(parent, setting.replaceAll('\\', '/'));
  const isAbsolute = /^([\\/]|[a-z]:)/i.test(setting);
  const rootPath = root.path.endsWith('/') ? root.path : `${root.path}/`;
  if (isAbsolute || !`${folder.path}/`.startsWith(rootPath)) {
    throw new DenoiseError(
      'invalid-option',
      text(
        'Setting zeroShotDenoise.outputFolder is “{0}”, which leads out of “{1}”; give a folder relative to the image that stays inside',
        setting,
        fileName(root),
      ),
    );
  }
  return folder;
}

/** Floats of a PNG file come as a TIFF file, which must not be called a PNG. */
function samplesOf(source: vscode.Uri, bytes: Uint8Array): ResultSamples {
  const isPngName = fileName(source).toLowerCase().endsWith('.png');
  return isPngName && isTiff(bytes) ? 'float32' : 'asSource';
}

/** Some file systems take `A.png` and `a.png` for one file, so case does not count. */
function assertNotSource(source: vscode.Uri, target: vscode.Uri): void {
  if (source.toString().toLowerCase() !== target.toString().toLowerCase()) return;
  throw new DenoiseError(
    'invalid-option',
    text('The result would replace its source “{0}”; set outputSuffix or outputFolder', fileName(source)),
  );
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function createFolder(folder: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.createDirectory(folder);
  } catch (error) {
    throw writeError(folder, error);
  }
}

async function writeWhole(target: vscode.Uri, bytes: Uint8Array, options: { overwrite: boolean }): Promise<vscode.Uri> {
  const temporary = target.with({ path: `${target.path}.${temporaryMark()}.tmp` });
  try {
    await vscode.workspace.fs.writeFile(temporary, bytes);
    await vscode.workspace.fs.rename(temporary, target, options);
    return target;
  } catch (error) {
    await removeQuietly(temporary);
    throw writeError(target, error);
  }
}

const temporaryMark = () => Math.random().toString(36).slice(2, 10);

/** For files that may not have come to be, or are gone already. */
export async function removeQuietly(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri);
  } catch {}
}

function writeError(target: vscode.Uri, error: unknown): DenoiseError {
  const reason =
    error instanceof vscode.FileSystemError && error.code === 'NoPermissions'
      ? text('the folder may not be written to')
      : toDenoiseError(error).message;
  return new DenoiseError(
    'write-failed',
    text('“{0}” could not be written: {1}. The result is still in the editor.', fileName(target), reason),
    { cause: error },
  );
}
