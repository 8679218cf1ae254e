import * as vscode from 'vscode';
import { printable } from '../core/printable';

export type Log = Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'error' | 'show' | 'dispose'>;

/** The extension's output channel. A file's name cannot begin a line of its own there. */
export function createLog(): Log {
  const channel = vscode.window.createOutputChannel('Zero-Shot Denoise', { log: true });
  return {
    info: (message) => channel.info(printable(message)),
    warn: (message) => channel.warn(printable(message)),
    error: (message) => channel.error(printable(String(message))),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
