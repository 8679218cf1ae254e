import * as vscode from 'vscode';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { Disposable } from './disposable';
import type { EditorProvider } from './editorProvider';
import type { EditorSession } from './editorSession';
import { commandTargets, fileName } from './imageUris';
import type { Log } from './log';
import { offerNextSteps, showError } from './messages';
import { exists } from './outputFile';
import { readAutoSave } from './settings';

/** What became of one file of a Denoise Image command; also the command's answer to other extensions. */
export interface DenoiseOutcome {
  readonly source: vscode.Uri;
  readonly saved?: vscode.Uri;
  readonly error?: { readonly code: string; readonly message: string };
}

export class Commands extends Disposable {
  constructor(
    private readonly editors: EditorProvider,
    private readonly log: Log,
  ) {
    super();
    const onActive = (act: (session: EditorSession) => unknown) => () => {
      const { active } = editors;
      return active && act(active);
    };
    this.add('denoise', (clicked, selected) => this.denoise(clicked, selected));
    this.add('openEditor', (clicked, selected) => this.openEditors(clicked, selected));
    this.add(
      'save',
      onActive((session) => this.reporting(session.uri, () => session.save())),
    );
    this.add(
      'stop',
      onActive((session) => session.stop()),
    );
    this.add(
      'cancel',
      onActive((session) => session.cancel()),
    );
    this.add(
      'compare',
      onActive((session) => session.setViewMode('split')),
    );
    this.add('showLog', () => log.show());
  }

  private add(name: string, run: (clicked?: vscode.Uri, selected?: vscode.Uri[]) => unknown): void {
    this.register(vscode.commands.registerCommand(`zeroShotDenoise.${name}`, run));
  }

  private async openEditors(clicked?: vscode.Uri, selected?: vscode.Uri[]): Promise<void> {
    for (const uri of commandTargets(clicked, selected)) await this.editors.open(uri);
  }

  /** Denoise Image: one file after the other, each in its editor. */
  private async denoise(clicked?: vscode.Uri, selected?: vscode.Uri[]): Promise<DenoiseOutcome[]> {
    const targets = commandTargets(clicked, selected);
    if (targets.length === 0) {
      await vscode.window.showErrorMessage(
        vscode.l10n.t('There is no PNG or TIFF image to denoise; select one in the Explorer or open one.'),
      );
      return [];
    }
    const fromExplorer = clicked !== undefined;
    if (targets.length === 1) return [await this.denoiseOne(targets[0], fromExplorer, { preview: false })];
    return this.denoiseMany(targets, fromExplorer);
  }

  private async denoiseMany(targets: readonly vscode.Uri[], fromExplorer: boolean): Promise<DenoiseOutcome[]> {
    const outcomes: DenoiseOutcome[] = [];
    const progress = { location: vscode.ProgressLocation.Notification, cancellable: true };
    await vscode.window.withProgress(progress, async (report, token) => {
      for (const [index, uri] of targets.entries()) {
        if (token.isCancellationRequested) break;
        report.report({
          message: vscode.l10n.t('Denoising {0} of {1}: {2}', index + 1, targets.length, fileName(uri)),
        });
        const cancelling = token.onCancellationRequested(() => this.editors.find(uri)?.cancel());
        // a preview tab is taken over by the next file, so that many files do not leave many editors
        outcomes.push(await this.denoiseOne(uri, fromExplorer, { preview: true }));
        cancelling.dispose();
      }
    });
    return outcomes;
  }

  private async denoiseOne(
    uri: vscode.Uri,
    fromExplorer: boolean,
    options: vscode.TextDocumentShowOptions,
  ): Promise<DenoiseOutcome> {
    try {
      const session = await this.editors.open(uri, options);
      await session.denoise();
      const autoSave = readAutoSave(uri);
      if (autoSave === 'never' || (autoSave === 'explorer' && !fromExplorer)) return { source: uri };
      const saved = await session.save();
      if (!saved) return { source: uri };
      void this.nextSteps(session, saved);
      return { source: uri, saved };
    } catch (thrown) {
      const error = await this.explained(uri, toDenoiseError(thrown));
      this.log.error(`${fileName(uri)}: ${error.code}: ${error.message}`);
      // cancelling and closing are what the person did; there is nothing to tell them
      if (error.code !== 'cancelled' && error.code !== 'disposed') void showError(uri, error);
      return { source: uri, error: { code: error.code, message: error.message } };
    }
  }

  /** VS Code closes the editors of a file that it deletes; that the run ended with it has to be said. */
  private async explained(uri: vscode.Uri, error: DenoiseError): Promise<DenoiseError> {
    if (error.code !== 'disposed' || (await exists(uri))) return error;
    return new DenoiseError(
      'file-not-found',
      vscode.l10n.t('the file was deleted, and VS Code closed its editor; denoising ended and nothing was saved'),
    );
  }

  private async nextSteps(session: EditorSession, saved: vscode.Uri): Promise<void> {
    switch (await offerNextSteps(session.uri, saved)) {
      case 'open':
        await vscode.commands.executeCommand('vscode.open', saved);
        return;
      case 'reveal':
        await vscode.commands.executeCommand('revealInExplorer', saved);
        return;
      case 'compare':
        await this.reporting(session.uri, () => this.compare(session, saved));
        return;
    }
  }

  /** Before and after in our editor; where it has been closed meanwhile, the two files side by side. */
  private async compare(session: EditorSession, saved: vscode.Uri): Promise<void> {
    if (this.editors.find(session.uri) === session) {
      await this.editors.open(session.uri);
      await session.setViewMode('split');
      return;
    }
    await vscode.commands.executeCommand('vscode.diff', session.uri, saved);
  }

  private async reporting(uri: vscode.Uri, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof DenoiseError)) this.log.error(String(error));
      await showError(uri, toDenoiseError(error));
    }
  }
}
