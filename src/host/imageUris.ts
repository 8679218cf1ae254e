import * as vscode from 'vscode';

/** The files the editor opens; the manifest's selectors and menu conditions state the same (checked by a test). */
export const imagePattern = /\.(png|tiff?)$/i;

/** For VS Code's file dialogs. */
export const imageFilters = (): Record<string, string[]> => ({
  [vscode.l10n.t('PNG and TIFF images')]: ['png', 'tif', 'tiff'],
});

export const isImage = (uri: vscode.Uri): boolean => imagePattern.test(uri.path);

export const fileName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** The folder that holds the file. */
export const parentOf = (uri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(uri, '..');

/** The image in the active tab, whichever editor shows it. */
export function activeImage(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) {
    return isImage(input.uri) ? input.uri : undefined;
  }
  return undefined;
}

/**
 * What a command is to work on: all selected images when it came from the Explorer (whose menu conditions only see the
 * clicked file, so that other files are sorted out here), otherwise the one in the active tab.
 */
export function commandTargets(clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): vscode.Uri[] {
  const given = selected?.length ? selected : clicked ? [clicked] : [];
  if (given.length > 0) return given.filter(isImage);
  const active = activeImage();
  return active ? [active] : [];
}
