import * as vscode from 'vscode';
import { openImage } from '../../../src/core/codecs/registry';
import type { Raster } from '../../../src/core/image/raster';
import type { ExtensionApi } from '../../../src/extension';
import type { DenoiseOutcome } from '../../../src/host/denoiseCommand';
import { ok } from './expect';

/** The workspace the runner made: a copy of the samples and tiny.png. */
export function file(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function api(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('zero-shot-denoise.zero-shot-denoise');
  ok(extension, 'the extension is not installed');
  return extension.activate();
}

export const exists = (name: string): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(file(name))).then(
    () => true,
    () => false,
  );

export async function write(name: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await vscode.workspace.fs.writeFile(file(name), bytes);
}

export async function read(name: string): Promise<Uint8Array> {
  return new Uint8Array(await vscode.workspace.fs.readFile(file(name)));
}

export async function pixels(name: string): Promise<Raster> {
  return (await openImage(await read(name))).readPage(0);
}

/** Sets settings of the section for the workspace; undefined takes them back. */
export async function configure(settings: Record<string, unknown>): Promise<void> {
  const section = vscode.workspace.getConfiguration('zeroShotDenoise');
  for (const [name, value] of Object.entries(settings)) {
    await section.update(name, value, vscode.ConfigurationTarget.Workspace);
  }
}

/** VS Code's own Auto Save, which is on in browsers; undefined takes the workspace's value back. */
export async function setVscodeAutoSave(value: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Workspace);
}

/** Runs Denoise Image as the Explorer does: the clicked file, and all that are selected. */
export async function denoise(...names: string[]): Promise<DenoiseOutcome[]> {
  const uris = names.map(file);
  return vscode.commands.executeCommand('zeroShotDenoise.denoise', uris[0], uris);
}

export async function denoiseOne(name: string): Promise<DenoiseOutcome> {
  const [outcome] = await denoise(name);
  return outcome;
}

export const savedName = ({ saved }: DenoiseOutcome): string | undefined => saved?.path.split('/').pop();
