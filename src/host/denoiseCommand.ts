import * as vscode from 'vscode';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { text } from '../core/text';
import type { EditorProvider } from './editorProvider';
import type { EditorSession } from './editorSession';
import { commandTargets, fileName, parentOf } from './imageUris';
import type { Log } from './log';
import { offerNextSteps, showError } from './messages';
import { exists } from './outputFile';
import { planSaves, tryFolder } from './savePlan';
import { type AutoSave, readAutoSave, readOutputSettings } from './settings';
import { messageOf, plain } from './windowText';

/** What became of one file of a Denoise Image command; also the command's answer to other extensions. */
export interface DenoiseOutcome {
  readonly source: vscode.Uri;
  readonly saved?: vscode.Uri;
  /** The message is in the window's language. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** Why files cannot be denoised and saved, by their addresses. */
type Refused = ReadonlyMap<string, DenoiseError>;

const wantsSaving = (autoSave: AutoSave, isFromExplorer: boolean): boolean =>
  autoSave === 'always' || (autoSave === 'explorer' && isFromExplorer);

/** A mistake in the setting is told when the file's turn comes. */
function savesByItself(uri: vscode.Uri, isFromExplorer: boolean): boolean {
  try {
    return wantsSaving(readAutoSave(uri), isFromExplorer);
  } catch {
    return false;
  }
}

/** Denoise Image: one file after the other, each in its editor. */
export class DenoiseCommand {
  constructor(
    private readonly editors: EditorProvider,
    private readonly log: Log,
  ) {}

  /**
   * @param clicked none from the palette and keys: the image in the active tab
   * @param selected all that is selected in the Explorer; an editor's title bar gives its own place instead
   */
  async run(clicked?: vscode.Uri, selected?: unknown): Promise<DenoiseOutcome[]> {
    const targets = commandTargets(clicked, Array.isArray(selected) ? selected : undefined);
    if (targets.length === 0) {
      await vscode.window.showErrorMessage(
        vscode.l10n.t('There is no PNG or TIFF image to denoise; select one in the Explorer or open one.'),
      );
      return [];
    }
    const isFromTitleBar = selected !== undefined && !Array.isArray(selected);
    const isFromExplorer = clicked !== undefined && !isFromTitleBar;
    return this.editors.keeping(targets, async () => {
      const refused = await this.refused(targets, isFromExplorer);
      if (targets.length > 1) return this.denoiseMany(targets, isFromExplorer, refused);
      return [await this.denoiseOne(targets[0], isFromExplorer, { preview: false }, refused)];
    });
  }

  /** What would be in the way of saving the results, found before the first image is denoised. */
  private async refused(targets: readonly vscode.Uri[], isFromExplorer: boolean): Promise<Refused> {
    const saved = targets.filter((uri) => savesByItself(uri, isFromExplorer));
    const { files } = this.editors;
    const refused = new Map(await planSaves(saved, readOutputSettings, files));
    // a single result stays in its editor, which offers another place
    if (targets.length === 1) return refused;
    const folders = new Map<string, Promise<void>>();
    for (const uri of saved.filter((candidate) => !refused.has(candidate.toString()))) {
      const settings = readOutputSettings(uri);
      const key = vscode.Uri.joinPath(parentOf(uri), settings.folder).toString();
      const tried = folders.get(key) ?? tryFolder(uri, settings, files);
      folders.set(key, tried);
      await tried.catch((error) => refused.set(uri.toString(), toDenoiseError(error)));
    }
    return refused;
  }

  private async denoiseMany(
    targets: readonly vscode.Uri[],
    isFromExplorer: boolean,
    refused: Refused,
  ): Promise<DenoiseOutcome[]> {
    const outcomes: DenoiseOutcome[] = [];
    const progress = { location: vscode.ProgressLocation.Notification, cancellable: true };
    await vscode.window.withProgress(progress, async (report, token) => {
      for (const [index, uri] of targets.entries()) {
        if (token.isCancellationRequested) break;
        report.report({
          message: plain(vscode.l10n.t('Denoising {0} of {1}: {2}', index + 1, targets.length, fileName(uri))),
        });
        const cancelling = token.onCancellationRequested(() => this.editors.find(uri)?.cancel());
        // a preview tab is taken over by the next file, so that many files do not leave many editors
        outcomes.push(await this.denoiseOne(uri, isFromExplorer, { preview: true }, refused));
        cancelling.dispose();
      }
    });
    return outcomes;
  }

  private async denoiseOne(
    uri: vscode.Uri,
    isFromExplorer: boolean,
    options: vscode.TextDocumentShowOptions,
    refused: Refused,
  ): Promise<DenoiseOutcome> {
    let session: EditorSession | undefined;
    try {
      const inTheWay = refused.get(uri.toString());
      if (inTheWay) throw inTheWay;
      session = await this.editors.open(uri, options);
      if (!wantsSaving(readAutoSave(uri), isFromExplorer)) {
        await session.denoise({ pages: 'all' });
        return { source: uri };
      }
      const saved = await session.denoiseAndSave({ pages: 'all' });
      if (!saved) return { source: uri };
      void this.nextSteps(session, saved);
      return { source: uri, saved };
    } catch (thrown) {
      const error = await this.explained(uri, toDenoiseError(thrown));
      this.log.error(`${fileName(uri)}: ${error.code}: ${error.message}`);
      void this.report(uri, error, session);
      return { source: uri, error: { code: error.code, message: messageOf(error) } };
    }
  }

  /** Not waited for: a message that nobody answers must not hold up the next file. */
  private async report(uri: vscode.Uri, error: DenoiseError, session: EditorSession | undefined): Promise<void> {
    if (session) await session.report(error);
    else await showError(uri, error);
  }

  /** VS Code closes the editors of a file that it deletes; that the run ended with it has to be said. */
  private async explained(uri: vscode.Uri, error: DenoiseError): Promise<DenoiseError> {
    if (error.code !== 'disposed' || (await exists(uri))) return error;
    return new DenoiseError(
      'file-not-found',
      text('the file was deleted, and VS Code closed its editor; denoising ended and nothing was saved'),
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
        await session.attempt(() => this.compare(session, saved));
        return;
    }
  }

  /** Before and after in our editor; where it has been closed meanwhile, the two files side by side. */
  private async compare(session: EditorSession, saved: vscode.Uri): Promise<void> {
    if (this.editors.find(session.uri) === session) {
      await this.editors.open(session.uri);
      await session.command('split');
      return;
    }
    await vscode.commands.executeCommand('vscode.diff', session.uri, saved);
  }
}
