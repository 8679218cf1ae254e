import * as vscode from 'vscode';
import { ok } from './expect';

suite('activation', () => {
  test('the extension is there and activates', async () => {
    const extension = vscode.extensions.getExtension('zero-shot-denoise.zero-shot-denoise');
    ok(extension, 'the extension is not installed');
    await extension.activate();
    ok(extension.isActive, 'the extension did not activate');
  });
});
