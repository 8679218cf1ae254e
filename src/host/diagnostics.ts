import * as vscode from 'vscode';
import { englishFacts } from '../core/codecs/englishFacts';
import type { DenoiseError } from '../core/errors';
import type { EditorState } from '../shared/protocol';
import { settingNames, settingOf } from './settings';

/** What diagnostics are about. */
export interface DiagnosedEditor {
  readonly uri: vscode.Uri;
  readonly state: EditorState;
  readonly lastError: DenoiseError | undefined;
}

/** Puts a text for a report of a problem on the clipboard, and says so. */
export async function copyDiagnostics(editor: DiagnosedEditor): Promise<void> {
  await vscode.env.clipboard.writeText(diagnostics(editor));
  // not waited for: it may stay for long
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The diagnostics are on the clipboard: versions, settings and the last error; no file contents or paths.',
    ),
  );
}

/** Versions, engine, facts of the image, settings, and the last error. Holds no file contents, names or paths. */
export function diagnostics({ uri, state, lastError }: DiagnosedEditor): string {
  const extension = vscode.extensions.getExtension('zero-shot-denoise.zero-shot-denoise');
  const { image, engine, summary, phase, noise } = state;
  const facts: [name: string, value: unknown][] = [
    ['Zero-Shot Denoise', extension?.packageJSON.version],
    [
      'VS Code',
      `${vscode.version}, ${vscode.env.appHost}${vscode.env.remoteName ? `, remote ${vscode.env.remoteName}` : ''}`,
    ],
    ['extension host', vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'],
    ['language', vscode.env.language],
    ['file system', uri.scheme],
    ['phase', phase],
    ['engine', engine],
    ['image', image && englishFacts(image)],
    ['noise', noise],
    ['last run', summary],
    ['settings', settingsOf(uri)],
    ['last error', lastError && `${lastError.code}: ${withoutPaths(lastError.message, uri)}`],
  ];
  return facts.map(([name, value]) => `${name}: ${textOf(value)}`).join('\n');
}

const textOf = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);

/** The folder may hold names of people and projects; whether there is one is enough. */
function settingsOf(uri: vscode.Uri): Record<string, unknown> {
  const values = settingNames.map((name) => [name, settingOf(uri, name)]);
  const outputFolder = settingOf(uri, 'outputFolder') ? 'set' : '';
  return { ...Object.fromEntries(values), outputFolder };
}

/** Errors of file systems name the file in full. */
function withoutPaths(message: string, uri: vscode.Uri): string {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return message
    .replaceAll(name, '<file>')
    .replace(/“[^”]*”/g, '“<name>”')
    .replace(/(?:[a-z][\w+.-]*:\/\/|[a-z]:[\\/]|\\\\|~?\/)[^'"“”,;\n]*/gi, '<path>');
}
