import * as vscode from 'vscode';

export type Log = Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'error' | 'show' | 'dispose'>;

export const createLog = (): Log => vscode.window.createOutputChannel('Zero-Shot Denoise', { log: true });
