import * as vscode from 'vscode';
import type { ResultSamples } from '../core/codecs/codec';
import { isTiff } from '../core/codecs/tiff/header';
import { DenoiseError } from '../core/errors';
import { text } from '../core/text';
import { type DiskFiles, diskPath } from './diskFiles';
import { fileReason } from './fileErrors';
import { fileName, parentOf } from './imageUris';
import { outputFolder } from './outputFolder';
import { assertKeepsAll, assertNotSource, type FileContext, noOthers, targetIn } from './savePlan';
import type { OutputSettings } from './settings';
import { removeQuietly, sweepTemporaryFiles, temporaryFile } from './temporaryFiles';

/** More numbered results than this beside one image are a sign that something else is wrong. */
const mostNumbers = 10_000;

/** Answers "the file exists": whether to replace it. */
export type AskOverwrite = (target: vscode.Uri) => Promise<boolean>;

/**
 * Writes a result beside its source, as the settings say. The bytes go to a temporary file in the same folder, which
 * is then renamed: whoever looks sees the whole file or none. A source is never the target, under whatever name.
 * @returns where the file is, or undefined when the person declined to replace one.
 * @throws DenoiseError `invalid-option`, `write-failed`
 */
export async function saveBeside(
  source: vscode.Uri,
  bytes: Uint8Array,
  settings: OutputSettings,
  askOverwrite: AskOverwrite,
  context: FileContext = noOthers,
): Promise<vscode.Uri | undefined> {
  const folder = await outputFolder(source, settings.folder, context.disk);
  const named = { ...settings, samples: samplesOf(source, bytes) };
  const target = (number: number) => targetIn(folder, source, named, number);
  await assertKeepsAll({ source, target: target(1), replaces: settings.onConflict !== 'number' }, context);
  if (settings.folder !== '') await createFolder(folder);
  const write = (uri: vscode.Uri, overwrite: boolean) => writeWhole(source, uri, bytes, { overwrite }, context.disk);

  switch (settings.onConflict) {
    case 'overwrite':
      return write(target(1), true);
    case 'ask':
      if ((await exists(target(1))) && !(await askOverwrite(target(1)))) return undefined;
      return write(target(1), true);
    case 'number':
      for (let number = 1; number <= mostNumbers; number++) {
        if (!(await exists(target(number)))) return write(target(number), false);
      }
      throw new DenoiseError(
        'write-failed',
        text('“{0}” has {1} results already; remove some, or change outputSuffix', fileName(source), mostNumbers),
      );
  }
}

/** Writes the bytes where the person said, replacing what is there (the dialog has asked). Throws as saveBeside does. */
export async function saveAs(
  source: vscode.Uri,
  target: vscode.Uri,
  bytes: Uint8Array,
  { disk }: FileContext = noOthers,
): Promise<vscode.Uri> {
  await assertNotSource(source, target, disk);
  if (samplesOf(target, bytes) === 'float32') {
    throw new DenoiseError(
      'invalid-option',
      text(
        'The result holds floats, which PNG files cannot; choose a name that ends in .tif in place of “{0}”',
        fileName(target),
      ),
    );
  }
  return writeWhole(source, target, bytes, { overwrite: true }, disk);
}

/** Floats of a PNG file come as a TIFF file, which must not be called a PNG. */
function samplesOf(file: vscode.Uri, bytes: Uint8Array): ResultSamples {
  const isPngName = fileName(file).toLowerCase().endsWith('.png');
  return isPngName && isTiff(bytes) ? 'float32' : 'asSource';
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

async function writeWhole(
  source: vscode.Uri,
  target: vscode.Uri,
  bytes: Uint8Array,
  options: { overwrite: boolean },
  disk: DiskFiles | undefined,
): Promise<vscode.Uri> {
  const folder = parentOf(target);
  await sweepTemporaryFiles(folder, disk);
  const temporary = temporaryFile(folder, disk);
  try {
    await vscode.workspace.fs.writeFile(temporary, bytes);
    const [from, to] = [source, temporary].map(diskPath);
    if (disk && from !== undefined && to !== undefined) await disk.copyPermissions(from, to);
    await vscode.workspace.fs.rename(temporary, target, options);
    return target;
  } catch (error) {
    await removeQuietly(temporary);
    throw writeError(target, error);
  }
}

function writeError(target: vscode.Uri, error: unknown): DenoiseError {
  const reason =
    error instanceof vscode.FileSystemError && error.code === 'NoPermissions'
      ? text('the folder may not be written to')
      : fileReason(error);
  return new DenoiseError(
    'write-failed',
    text('“{0}” could not be written: {1}. The result is still in the editor.', fileName(target), reason),
    { cause: error },
  );
}
