import * as vscode from 'vscode';
import type { EditorState } from '../shared/protocol';
import { Disposable } from './disposable';
import type { EditorProvider } from './editorProvider';
import type { EditorSession } from './editorSession';

const contextKey = 'zeroShotDenoise.phase';

/** Shows the active editor's image facts and work in the status bar, and tells menus its phase. */
export class StatusBar extends Disposable {
  private readonly facts = this.register(
    vscode.window.createStatusBarItem('zeroShotDenoise.facts', vscode.StatusBarAlignment.Right, 100),
  );
  private phase: string | undefined;

  constructor(editors: EditorProvider) {
    super();
    this.facts.name = vscode.l10n.t('Zero-Shot Denoise');
    this.register(editors.onDidChangeActive((session) => this.show(session)));
  }

  private show(session: EditorSession | undefined): void {
    if (session?.state.phase !== this.phase) {
      this.phase = session?.state.phase;
      void vscode.commands.executeCommand('setContext', contextKey, this.phase);
    }
    if (!session?.state.image) {
      this.facts.hide();
      return;
    }
    this.facts.text = statusText(session.state);
    this.facts.show();
  }
}

/** Such as `256×256 RGB 8-bit  100%  σ 24.8` or `$(sync~spin) 40%  256×256 …`. */
export function statusText({ image, noise, zoom, progress, phase }: EditorState): string {
  if (!image) return '';
  const parts = [`${image.width}×${image.height} ${image.color} ${image.bitDepth}-bit`, `${Math.round(zoom * 100)}%`];
  if (noise !== undefined && Number.isFinite(noise)) parts.push(`σ ${Number(noise.toPrecision(3))}`);
  if (phase === 'running' && progress) {
    parts.unshift(`$(sync~spin) ${Math.floor((100 * progress.step) / progress.steps)}%`);
  }
  return parts.join('  ');
}
