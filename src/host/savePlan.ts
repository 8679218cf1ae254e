import * as vscode from 'vscode';
import { DenoiseError } from '../core/errors';
import { outputName } from '../core/outputName';
import { type Collision, findCollisions, type OutputJob } from '../core/outputPlan';
import { text } from '../core/text';
import type { DiskFiles } from './diskFiles';
import { fileReason } from './fileErrors';
import { uriKeys } from './fileIdentity';
import { fileName } from './imageUris';
import { outputFolder } from './outputFolder';
import type { OutputSettings } from './settings';
import { removeQuietly, temporaryFile } from './temporaryFiles';

/** What is to be known of other files when a result is written. */
export interface FileContext {
  /** Undefined where the host does not run in Node. */
  readonly disk?: DiskFiles;
  /** Files that no result may replace: images that are open in our editor, or selected to be denoised. */
  readonly keptFiles: () => readonly vscode.Uri[];
}

export const noOthers: FileContext = { keptFiles: () => [] };

/**
 * What is in the way of results that are all to be written beside their sources, found before the first one is made. Files
 * whose settings are wrong have that said.
 * @returns errors by the source's address
 */
export async function planSaves(
  sources: readonly vscode.Uri[],
  readSettings: (uri: vscode.Uri) => OutputSettings,
  { disk, keptFiles }: FileContext,
): Promise<ReadonlyMap<string, DenoiseError>> {
  const errors = new Map<string, DenoiseError>();
  const jobs: OutputJob<vscode.Uri>[] = [];
  for (const source of sources) {
    try {
      const settings = readSettings(source);
      const folder = await outputFolder(source, settings.folder, disk);
      jobs.push({
        source,
        target: targetIn(folder, source, settings, 1),
        replaces: settings.onConflict !== 'number',
      });
    } catch (error) {
      if (!(error instanceof DenoiseError)) throw error;
      errors.set(source.toString(), error);
    }
  }
  const collisions = await findCollisions(jobs, [...sources, ...keptFiles()], (uri) => uriKeys(uri, disk));
  for (const [index, job] of jobs.entries()) {
    const collision = collisions[index];
    if (collision) errors.set(job.source.toString(), collisionError(job, collision));
  }
  return errors;
}

/** Makes sure that results can be written to the folder, by a hidden file that is gone again. Throws `write-failed`. */
export async function tryFolder(source: vscode.Uri, settings: OutputSettings, { disk }: FileContext): Promise<void> {
  const folder = await outputFolder(source, settings.folder, disk);
  const temporary = temporaryFile(folder, disk);
  try {
    if (settings.folder !== '') await vscode.workspace.fs.createDirectory(folder);
    await vscode.workspace.fs.writeFile(temporary, new Uint8Array(1));
  } catch (error) {
    throw new DenoiseError(
      'write-failed',
      text('results cannot be written to the folder “{0}”: {1}', fileName(folder), fileReason(error)),
      { cause: error },
    );
  } finally {
    await removeQuietly(temporary);
  }
}

/** Where a result goes, by its number. */
export const targetIn = (
  folder: vscode.Uri,
  source: vscode.Uri,
  { suffix, samples }: OutputSettings,
  number: number,
): vscode.Uri => vscode.Uri.joinPath(folder, outputName(fileName(source), suffix, number, samples));

/** Throws DenoiseError `invalid-option` when the result would replace its source or a file to keep. */
export async function assertKeepsAll(job: OutputJob<vscode.Uri>, { disk, keptFiles }: FileContext): Promise<void> {
  const [collision] = await findCollisions([job], keptFiles(), (uri) => uriKeys(uri, disk));
  if (collision) throw collisionError(job, collision);
}

function collisionError({ source, target }: OutputJob<vscode.Uri>, collision: Collision<vscode.Uri>): DenoiseError {
  switch (collision.kind) {
    case 'own-source':
      return new DenoiseError(
        'invalid-option',
        text('The result would replace its source “{0}”; set outputSuffix or outputFolder', fileName(source)),
      );
    case 'kept':
      return new DenoiseError(
        'invalid-option',
        text(
          'The result would replace “{0}”, an image that is open or selected too; set outputSuffix or outputFolder',
          vscode.workspace.asRelativePath(collision.file),
        ),
      );
    case 'result':
      return new DenoiseError(
        'invalid-option',
        text(
          'Its result and that of “{0}” would both be “{1}”; set onConflict to number, or another outputFolder',
          vscode.workspace.asRelativePath(collision.file),
          vscode.workspace.asRelativePath(target),
        ),
      );
  }
}

/** Throws DenoiseError `invalid-option` when the target is the source, under whatever name. */
export async function assertNotSource(
  source: vscode.Uri,
  target: vscode.Uri,
  disk: DiskFiles | undefined,
): Promise<void> {
  await assertKeepsAll({ source, target, replaces: true }, { ...noOthers, disk });
}
