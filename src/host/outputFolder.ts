import * as vscode from 'vscode';
import { DenoiseError } from '../core/errors';
import { text } from '../core/text';
import { type DiskFiles, diskPath } from './diskFiles';
import { fileName, parentOf } from './imageUris';

/**
 * The folder results go to. A setting may come with a workspace, so it must stay inside the workspace folder that holds
 * the image (or, outside any, at or below the image's own folder), links included.
 * @throws DenoiseError `invalid-option`
 */
export async function outputFolder(
  source: vscode.Uri,
  setting: string,
  disk: DiskFiles | undefined,
): Promise<vscode.Uri> {
  const parent = parentOf(source);
  if (setting === '') return parent;
  const root = vscode.workspace.getWorkspaceFolder(source)?.uri ?? parent;
  const folder = vscode.Uri.joinPath(parent, setting.replaceAll('\\', '/'));
  const isAbsolute = /^([\\/]|[a-z]:)/i.test(setting);
  if (isAbsolute || !isWithin(folder.path, root.path, '/') || (await leadsOut(folder, root, parent, disk))) {
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

/** Whether links on the way lead out of the workspace folder. */
async function leadsOut(
  folder: vscode.Uri,
  root: vscode.Uri,
  parent: vscode.Uri,
  disk: DiskFiles | undefined,
): Promise<boolean> {
  const [folderPath, rootPath, parentPath] = [folder, root, parent].map(diskPath);
  if (!disk || folderPath === undefined || rootPath === undefined || parentPath === undefined)
    return passesLink(folder, root, parent);
  const real = await disk.realPathOf(folderPath);
  const allowed = [await disk.realPathOf(rootPath), await disk.realPathOf(parentPath)];
  return !allowed.some((place) => isWithin(real, place, '/') || isWithin(real, place, '\\'));
}

/** VS Code tells that a folder is a link, but not where it leads. */
async function passesLink(folder: vscode.Uri, root: vscode.Uri, parent: vscode.Uri): Promise<boolean> {
  // the folders that hold the image are where the person opened it
  for (let at = folder; !isWithin(root.path, at.path, '/') && !isWithin(parent.path, at.path, '/'); at = parentOf(at)) {
    try {
      const { type } = await vscode.workspace.fs.stat(at);
      if (type & vscode.FileType.SymbolicLink) return true;
    } catch {
      // it does not exist yet
    }
  }
  return false;
}

const isWithin = (path: string, place: string, separator: string): boolean =>
  `${path}${separator}`.startsWith(place.endsWith(separator) ? place : `${place}${separator}`);
