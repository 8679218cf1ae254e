import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { saveAs, saveBeside } from '../../../src/host/outputFile';
import type { OutputSettings } from '../../../src/host/settings';
import { fake, Uri } from '../fakeVscode';

const defaults: OutputSettings = { suffix: '.denoised', folder: '', onConflict: 'number' };
const bytes = new Uint8Array([1, 2, 3]);
const uri = (path: string) => Uri.file(path) as unknown as vscode.Uri;
const source = uri('/work/images/cell.tif');
const never = async () => {
  throw new Error('nobody should be asked');
};
const save = (settings: Partial<OutputSettings> = {}, ask: () => Promise<boolean> = never) =>
  saveBeside(source, bytes, { ...defaults, ...settings }, ask);

beforeEach(() => {
  fake.reset();
  fake.workspaceFolder = Uri.file('/work');
  fake.files.set('/work/images/cell.tif', new Uint8Array([9]));
});

describe('saving beside the source', () => {
  it('puts the suffix before the extension and leaves nothing else behind', async () => {
    expect((await save())?.path).toBe('/work/images/cell.denoised.tif');
    expect([...fake.files.keys()].sort()).toEqual(['/work/images/cell.denoised.tif', '/work/images/cell.tif']);
    expect(fake.files.get('/work/images/cell.denoised.tif')).toEqual(bytes);
  });

  it('numbers up', async () => {
    await save();
    expect((await save())?.path).toBe('/work/images/cell.denoised-2.tif');
    expect((await save())?.path).toBe('/work/images/cell.denoised-3.tif');
  });

  it('overwrites an earlier result when told to', async () => {
    fake.files.set('/work/images/cell.denoised.tif', new Uint8Array([7]));
    expect((await save({ onConflict: 'overwrite' }))?.path).toBe('/work/images/cell.denoised.tif');
    expect(fake.files.get('/work/images/cell.denoised.tif')).toEqual(bytes);
  });

  it('asks, and does nothing when the answer is no', async () => {
    fake.files.set('/work/images/cell.denoised.tif', new Uint8Array([7]));
    expect(await save({ onConflict: 'ask' }, async () => false)).toBeUndefined();
    expect(fake.files.get('/work/images/cell.denoised.tif')).toEqual(new Uint8Array([7]));
    expect((await save({ onConflict: 'ask' }, async () => true))?.path).toBe('/work/images/cell.denoised.tif');
  });

  it.each(['overwrite', 'number', 'ask'] as const)('never replaces the source (%s)', async (onConflict) => {
    await expect(save({ suffix: '', onConflict })).rejects.toMatchObject({ code: 'invalid-option' });
    expect(fake.files.get('/work/images/cell.tif')).toEqual(new Uint8Array([9]));
    await expect(saveAs(source, uri('/work/images/CELL.tif'), bytes)).rejects.toMatchObject({ code: 'invalid-option' });
  });

  it('writes to a folder inside the workspace', async () => {
    expect((await save({ folder: '../clean', suffix: '' }))?.path).toBe('/work/clean/cell.tif');
    expect((await save({ folder: 'out\\deep' }))?.path).toBe('/work/images/out/deep/cell.denoised.tif');
  });

  it.each(['/etc', '../..', '../../other', 'C:\\temp', '\\\\server\\share', '../../work-2'])(
    'refuses the folder %s, which leads out of the workspace',
    async (folder) => {
      await expect(save({ folder })).rejects.toMatchObject({ code: 'invalid-option', message: /outputFolder/ });
      expect(fake.files.size).toBe(1);
    },
  );

  it.each(['../evil', 'a/b', 'a:b'])('refuses the suffix %s', async (suffix) => {
    await expect(save({ suffix })).rejects.toMatchObject({ code: 'invalid-option' });
  });

  it('says which file could not be written, and why, and leaves no temporary file', async () => {
    fake.readonlyFolders.add('/work/images');
    await expect(save()).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringMatching(/cell\.denoised\.tif.*may not be written to.*still in the editor/),
    });
    expect([...fake.files.keys()]).toEqual(['/work/images/cell.tif']);
  });
});
