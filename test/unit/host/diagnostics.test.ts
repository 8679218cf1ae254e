import { beforeEach, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { DenoiseError } from '../../../src/core/errors';
import { text } from '../../../src/core/text';
import { diagnostics } from '../../../src/host/diagnostics';
import type { EditorState } from '../../../src/shared/protocol';
import { fake, Uri } from '../fakeVscode';

const state: EditorState = {
  phase: 'failed',
  hasResult: false,
  page: 0,
  viewMode: 'split',
  zoom: 1,
  engine: { id: 'wasm', description: 'WebAssembly, 4 threads', reason: 'no-webgl' },
};
const uri = Uri.file('/home/anna/secret project/patient-12.png') as unknown as vscode.Uri;
const textOf = (message: string, code: DenoiseError['code'] = 'read-failed') =>
  diagnostics({ uri, state, lastError: new DenoiseError(code, message) });

beforeEach(() => {
  fake.reset();
  fake.settings = { preset: 'best', outputFolder: '../anna' };
});

it('diagnostics tell versions, engine, settings and the last error', () => {
  const text = textOf('the file could not be read: EIO');
  expect(text).toContain('Zero-Shot Denoise: 9.9.9');
  expect(text).toContain('VS Code: 1.100.0, desktop');
  expect(text).toContain('WebAssembly, 4 threads');
  expect(text).toContain('"preset":"best"');
  expect(text).toContain('last error: read-failed: the file could not be read: EIO');
});

it('diagnostics tell of the image in English, whatever the window speaks', () => {
  const shape = { format: 'tiff', width: 8, height: 6, pages: 1, channels: 2, colorChannels: 1 } as const;
  const compression = text('{0}, predictor 2', 'LZW');
  const image = {
    ...shape,
    sampleFormat: 'uint',
    bitDepth: 16,
    compression,
    color: text('{0} + alpha', text('grey')),
  } as const;
  const told = diagnostics({ uri, state: { ...state, image }, lastError: undefined });
  expect(told).toContain('"compression":"LZW, predictor 2"');
  expect(told).toContain('"color":"grey + alpha"');
});

it.each([
  "EACCES: permission denied, open '/home/anna/secret project/patient-12.png'",
  'EPERM: C:\\Users\\anna\\secret project\\patient-12.png',
  'Unable to read file \\\\server\\anna\\patient-12.png',
  'vscode-remote://ssh-remote+anna/home/anna/patient-12.png is gone',
  '“patient-12.png” could not be written: ~/anna',
  'Setting zeroShotDenoise.outputFolder is “../anna”, which leads out of “secret project”',
])('diagnostics hold no names and no paths: %s', (message) => {
  const text = textOf(message);
  for (const secret of ['anna', 'secret', 'patient']) expect(text).not.toContain(secret);
});
