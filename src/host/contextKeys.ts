import * as vscode from 'vscode';
import { Disposable } from './disposable';
import type { EditorProvider } from './editorProvider';
import type { EditorSession } from './editorSession';

/** What the manifest's conditions ask of the active editor, as `zeroShotDenoise.<name>`. */
const valuesOf = (session: EditorSession | undefined) => ({
  phase: session?.state.phase,
  hasResult: session?.state.hasResult ?? false,
  hasPages: (session?.state.image?.pages ?? 0) > 1,
});

/** Tells menus and keys about the active editor. */
export class ContextKeys extends Disposable {
  private readonly known = new Map<string, unknown>();

  constructor(editors: EditorProvider) {
    super();
    this.register(editors.onDidChangeActive((session) => this.set(valuesOf(session))));
  }

  private set(values: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(values)) {
      if (this.known.has(name) && this.known.get(name) === value) continue;
      this.known.set(name, value);
      void vscode.commands.executeCommand('setContext', `zeroShotDenoise.${name}`, value);
    }
  }
}
