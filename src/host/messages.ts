import * as vscode from 'vscode';
import type { ResultSamples } from '../core/codecs/codec';
import type { DenoiseError } from '../core/errors';
import { defaultSuffix, outputName } from '../core/outputName';
import { fileName, imageFilters, parentOf } from './imageUris';
import { messageOf, plain } from './windowText';

/** Shows an error that names the file. */
export async function showError(uri: vscode.Uri, error: DenoiseError): Promise<void> {
  await vscode.window.showErrorMessage(plain(vscode.l10n.t('“{0}”: {1}', fileName(uri), messageOf(error))));
}

export async function askOverwrite(target: vscode.Uri): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const answer = await vscode.window.showWarningMessage(
    plain(vscode.l10n.t('“{0}” exists already. Replace it?', fileName(target))),
    { modal: true },
    replace,
  );
  return answer === replace;
}

/** Where to write the result; undefined when the person leaves it. */
export async function askTarget(
  source: vscode.Uri,
  samples: ResultSamples = 'asSource',
): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: plain(vscode.l10n.t('Save the denoised “{0}” as', fileName(source))),
    defaultUri: vscode.Uri.joinPath(parentOf(source), outputName(fileName(source), defaultSuffix, 1, samples)),
    filters: imageFilters(),
  });
}

/** Says that the result could not be written and asks for another place; undefined when the person leaves it. */
export async function offerSaveAs(source: vscode.Uri, error: DenoiseError): Promise<vscode.Uri | undefined> {
  const elsewhere = vscode.l10n.t('Save As…');
  const answer = await vscode.window.showErrorMessage(
    plain(vscode.l10n.t('“{0}”: {1}', fileName(source), messageOf(error))),
    elsewhere,
  );
  return answer === elsewhere ? askTarget(source) : undefined;
}

export type SavedAction = 'open' | 'compare' | 'reveal';

/** Says where the result is and offers what one would do next. */
export async function offerNextSteps(source: vscode.Uri, saved: vscode.Uri): Promise<SavedAction | undefined> {
  const titles: Record<SavedAction, string> = {
    open: vscode.l10n.t('Open'),
    compare: vscode.l10n.t('Compare'),
    reveal: vscode.l10n.t('Reveal'),
  };
  const items = (Object.keys(titles) as SavedAction[]).map((action) => ({ title: titles[action], action }));
  const chosen = await vscode.window.showInformationMessage(
    plain(vscode.l10n.t('“{0}” was denoised and saved as “{1}”.', fileName(source), fileName(saved))),
    ...items,
  );
  return chosen?.action;
}
