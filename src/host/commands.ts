import * as vscode from 'vscode';
import { pageCommands } from '../shared/protocol';
import { DenoiseCommand } from './denoiseCommand';
import { copyDiagnostics } from './diagnostics';
import { Disposable } from './disposable';
import type { EditorProvider } from './editorProvider';
import type { EditorSession } from './editorSession';
import { commandTargets } from './imageUris';
import type { Log } from './log';

const walkthrough = 'zero-shot-denoise.zero-shot-denoise#zeroShotDenoise.start';

/** Registers every command of the manifest. */
export class Commands extends Disposable {
  constructor(
    private readonly editors: EditorProvider,
    private readonly extensionUri: vscode.Uri,
    log: Log,
  ) {
    super();
    const denoise = new DenoiseCommand(editors, log);
    this.add('denoise', (clicked, selected) => denoise.run(clicked, selected));
    this.add('openEditor', (clicked, selected) => this.openEditors(clicked, selected));
    this.addForActive('denoiseAllPages', (session) => session.denoisePages('all'));
    this.addForActive('denoisePage', (session) => session.denoisePages('current'));
    this.addForActive('save', (session) => session.save());
    this.addForActive('saveAs', (session) => session.saveAs());
    this.addForActive('saveAsFloats', (session) => session.saveAsFloats());
    this.addForActive('stop', async (session) => session.stop());
    this.addForActive('cancel', async (session) => session.cancel());
    this.addForActive('copyDiagnostics', (session) => copyDiagnostics(session));
    for (const name of pageCommands) this.addForActive(name, (session) => session.command(name));
    this.add('openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false),
    );
    this.add('openMethods', () => this.openDocument('methods.md'));
    this.add('openTroubleshooting', () => this.openDocument('troubleshooting.md'));
    this.add('showLog', () => log.show());
  }

  private add(name: string, run: (clicked?: vscode.Uri, selected?: unknown) => unknown): void {
    this.register(vscode.commands.registerCommand(`zeroShotDenoise.${name}`, run));
  }

  /** A command on the editor in front; without one there is nothing to do. */
  private addForActive(name: string, act: (session: EditorSession) => Promise<unknown>): void {
    this.add(name, async () => {
      const { active } = this.editors;
      await active?.attempt(() => act(active));
    });
  }

  private async openEditors(clicked?: vscode.Uri, selected?: unknown): Promise<void> {
    const targets = commandTargets(clicked, Array.isArray(selected) ? selected : undefined);
    for (const uri of targets) await this.editors.open(uri);
  }

  /** A document that comes with the extension, so that it fits the version that runs and needs no network. */
  private async openDocument(name: string): Promise<void> {
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(this.extensionUri, 'docs', name));
  }
}
