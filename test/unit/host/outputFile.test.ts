import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { isTemporaryName, temporaryName } from '../../../src/core/temporaryName';
import { nodeDiskFiles } from '../../../src/host/desktop/nodeDiskFiles';
import type { DiskFiles } from '../../../src/host/diskFiles';
import { saveAs, saveBeside } from '../../../src/host/outputFile';
import { type FileContext, planSaves, tryFolder } from '../../../src/host/savePlan';
import type { OutputSettings } from '../../../src/host/settings';
import { FileSystemError, FileType, fake, Uri, workspace } from '../fakeVscode';

const defaults: OutputSettings = { suffix: '.denoised', folder: '', onConflict: 'number', samples: 'asSource' };
const bytes = new Uint8Array([1, 2, 3]);
const uri = (path: string) => Uri.file(path) as unknown as vscode.Uri;
const source = uri('/work/images/cell.tif');
const never = async () => {
  throw new Error('nobody should be asked');
};
const save = (
  settings: Partial<OutputSettings> = {},
  ask: () => Promise<boolean> = never,
  context: FileContext = { keptFiles: () => [] },
) => saveBeside(source, bytes, { ...defaults, ...settings }, ask, context);

beforeEach(() => {
  fake.reset();
  fake.workspaceFolder = Uri.file('/work');
  fake.files.set('/work/images/cell.tif', new Uint8Array([9]));
});

describe('floats', () => {
  const floats = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0);

  it('of a PNG file get the name of a TIFF file', async () => {
    const saved = await saveBeside(uri('/work/images/cell.png'), floats, defaults, never);
    expect(saved?.path).toBe('/work/images/cell.denoised.tif');
  });

  it('are not written to a file that calls itself PNG', async () => {
    await expect(saveAs(source, uri('/work/images/chosen.png'), floats)).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('.tif in place of “chosen.png”'),
    });
  });
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
      await expect(save({ folder })).rejects.toMatchObject({
        code: 'invalid-option',
        message: expect.stringMatching(/outputFolder/),
      });
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

/** A disk with links, each a path that stands for another. */
function diskWith(links: Readonly<Record<string, string>>): DiskFiles {
  const real = (path: string): string => {
    const link = Object.keys(links).find((name) => path === name || path.startsWith(`${name}/`));
    return link === undefined ? path : real(links[link] + path.slice(link.length));
  };
  return {
    ...nodeDiskFiles,
    keysOf: async (file) => [`path:${real(file)}`],
    realPathOf: async (file) => real(file),
    copyPermissions: async () => {},
  };
}
const others = (...paths: string[]) => ({ keptFiles: () => paths.map(uri) });

describe('links', () => {
  it.each([
    ['the source’s folder', '/work/images', 'linked', /replace its source/],
    ['another folder of the workspace', '/work/clean', 'linked', undefined],
    ['a folder outside', '/elsewhere', 'linked', /leads out of “work”/],
    ['a folder outside, further down', '/elsewhere', 'linked/deep', /leads out of “work”/],
  ])('an outputFolder that is one to %s is seen through on a disk of one’s own', async (_, target, folder, message) => {
    const disk = diskWith({ '/work/images/linked': target });
    const saved = save({ folder, suffix: '', onConflict: 'overwrite' }, never, { ...others(), disk });
    if (message)
      await expect(saved).rejects.toMatchObject({ code: 'invalid-option', message: expect.stringMatching(message) });
    else expect((await saved)?.path).toBe('/work/images/linked/cell.tif');
    expect(fake.files.get('/work/images/cell.tif')).toEqual(new Uint8Array([9]));
  });

  it('may hold the images: their own folder is where they were opened', async () => {
    const disk = diskWith({ '/work/images': '/data' });
    expect((await save({ folder: 'denoised' }, never, { ...others(), disk }))?.path).toBe(
      '/work/images/denoised/cell.denoised.tif',
    );
    await expect(save({ folder: '../../work/other' }, never, { ...others(), disk })).resolves.toBeDefined();
  });

  it('an outputFolder that is one is refused where VS Code cannot tell where it leads', async () => {
    fake.types.set('/work/linked', FileType.Directory | FileType.SymbolicLink);
    await expect(save({ folder: '../linked' })).rejects.toMatchObject({ code: 'invalid-option' });
    await expect(save({ folder: '../linked/deep' })).rejects.toMatchObject({ code: 'invalid-option' });
  });

  it('Save As onto another name of the source is refused, on a disk of one’s own and elsewhere', async () => {
    const disk = diskWith({ '/work/linked': '/work/images' });
    const target = uri('/work/linked/cell.tif');
    const refused = { code: 'invalid-option', message: expect.stringMatching(/replace its source/) };
    await expect(saveAs(source, target, bytes, { ...others(), disk })).rejects.toMatchObject(refused);
    // the same file, as VS Code tells of it
    fake.files.set(target.path, new Uint8Array([9]));
    for (const path of [source.path, target.path]) fake.times.set(path, 1234);
    await expect(saveAs(source, target, bytes)).rejects.toMatchObject(refused);
    fake.times.set(target.path, 1235);
    expect(await saveAs(source, target, bytes)).toBe(target);
  });
});

describe('several images', () => {
  const one = uri('/work/a/x.tif');
  const two = uri('/work/b/x.tif');
  const plan = async (settings: Partial<OutputSettings>, ...sources: vscode.Uri[]) => {
    const errors = await planSaves(sources, () => ({ ...defaults, ...settings }), others());
    return sources.map((each) => errors.get(each.toString())?.message);
  };

  it('never replace one another', async () => {
    fake.files.set('/work/images/other.tif', new Uint8Array([5]));
    const context = others('/work/images/other.tif');
    const otherSource = save(
      { suffix: '.denoised', onConflict: 'overwrite' },
      never,
      others('/work/images/cell.denoised.tif'),
    );
    await expect(otherSource).rejects.toMatchObject({
      message: expect.stringMatching(/would replace “images\/cell\.denoised\.tif”/),
    });
    expect((await save({ onConflict: 'overwrite' }, never, context))?.path).toBe('/work/images/cell.denoised.tif');
  });

  it('are planned before the first is denoised', async () => {
    const clean = { folder: '../clean', suffix: '' };
    expect(await plan({ ...clean, onConflict: 'number' }, one, two)).toEqual([undefined, undefined]);
    expect(await plan({ ...clean, onConflict: 'overwrite' }, one, two)).toEqual([
      expect.stringMatching(/^Its result and that of “b\/x\.tif” would both be “clean\/x\.tif”; /),
      expect.stringMatching(/^Its result and that of “a\/x\.tif” would both be/),
    ]);
    expect(await plan({ folder: '../b', suffix: '', onConflict: 'ask' }, one, two)).toEqual([
      expect.stringMatching(/^The result would replace “b\/x\.tif”/),
      expect.stringMatching(/^The result would replace its source/),
    ]);
    expect(await plan({ suffix: 'a/b' }, one)).toEqual([expect.stringMatching(/^the suffix "a\/b" has characters/)]);
    expect(await plan({ folder: '/etc' }, one)).toEqual([expect.stringMatching(/leads out of/)]);
  });

  it('are not begun where their folder cannot be written to', async () => {
    fake.readonlyFolders.add('/work/images');
    await expect(tryFolder(source, defaults, others())).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringMatching(/^results cannot be written to the folder “images”: permission denied; /),
    });
    fake.readonlyFolders.clear();
    await tryFolder(source, defaults, others());
    expect([...fake.files.keys()]).toEqual(['/work/images/cell.tif']);
  });
});

describe('temporary files', () => {
  it('have short hidden names, in the same folder', async () => {
    const written: string[] = [];
    const { writeFile } = workspace.fs;
    workspace.fs.writeFile = async (file, content) => {
      written.push(file.path);
      await writeFile(file, content);
    };
    await save();
    expect(written.map((path) => path.replace('/work/images/', '')).filter(isTemporaryName)).toHaveLength(1);
  });

  it('of killed sessions are swept when a result is saved into their folder', async () => {
    const names = [temporaryName(), temporaryName(), '.other.tmp'];
    const [old, fresh, other] = names.map((name) => `/swept/${name}`);
    for (const path of [old, fresh, other, '/swept/cell.tif']) fake.files.set(path, new Uint8Array(1));
    fake.times.set(fresh, Date.now());
    await saveBeside(uri('/swept/cell.tif'), bytes, defaults, never);
    expect([...fake.files.keys()].filter((path) => path.endsWith('.tmp'))).toEqual([fresh, other]);
  });
});

it.each([
  ['ENOSPC: no space left on device, write', /the disk is full; free some space/],
  ['ENAMETOOLONG: name too long, open', /the name is too long/],
])('says %j in words', async (message, said) => {
  workspace.fs.writeFile = async () => {
    throw new FileSystemError(message, 'Unknown');
  };
  await expect(save()).rejects.toMatchObject({ code: 'write-failed', message: expect.stringMatching(said) });
});
