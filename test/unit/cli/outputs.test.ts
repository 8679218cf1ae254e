import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resultMode } from '../../../src/node/permissions';
import { commandLine, tinyPng } from './commandLine';

const { at, run } = commandLine();
const put = (name: string, grey: number) => writeFileSync(at(name), tinyPng(grey));
const holds = (name: string, grey: number) => readFileSync(at(name)).equals(tinyPng(grey));
const outputs = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).output);

describe('results of several files', () => {
  const replacing = ['--suffix', '', '--on-conflict', 'overwrite'];

  it('never replace another source, whatever the order, nor the reference', async () => {
    mkdirSync(at('x'));
    put('a.png', 10);
    put('x/a.png', 20);
    for (const sources of [
      ['a.png', 'x/a.png'],
      ['x/a.png', 'a.png'],
      ['a.png', 'x'],
    ]) {
      const { code, stderr } = await run(...sources, '--out-dir', 'x', ...replacing);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^a\.png: the result would replace x\/a\.png, another image to denoise; give --suffix/m);
      expect(stderr).toMatch(/^x\/a\.png: the result would replace its source/m);
    }
    const { code, stderr } = await run('a.png', '--reference', 'x/a.png', '--out-dir', 'x', ...replacing);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^a\.png: .* replace x\/a\.png, the reference/)]);
    expect(holds('a.png', 10) && holds('x/a.png', 20)).toBe(true);
  });

  it('never replace another source under another name: linked folders, links, hard links', async () => {
    for (const folder of ['x', 'y']) mkdirSync(at(folder));
    put('a.png', 10);
    put('x/a.png', 20);
    symlinkSync('x', at('linked'));
    symlinkSync('../x/a.png', at('y/a.png'));
    mkdirSync(at('z'));
    linkSync(at('x/a.png'), at('z/a.png'));
    for (const folder of ['linked', 'y', 'z']) {
      const { code, stderr } = await run('a.png', 'x/a.png', '--out-dir', folder, ...replacing);
      expect(code, folder).toBe(1);
      expect(stderr).toMatch(/^a\.png: the result would replace x\/a\.png/m);
      expect(stderr).toMatch(/^x\/a\.png: the result would replace its source/m);
    }
    expect(holds('x/a.png', 20) && holds('y/a.png', 20) && holds('z/a.png', 20)).toBe(true);
  });

  it('never replace a file that was named and cannot be read', async () => {
    mkdirSync(at('x'));
    put('a.png', 10);
    put('x/a.png', 20);
    truncateSync(at('x/a.png'), 3 * 2 ** 30);
    const { code, stderr } = await run('a.png', 'x/a.png', '--out-dir', 'x', ...replacing);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^a\.png: the result would replace x\/a\.png/m)]);
    expect(statSync(at('x/a.png')).size).toBe(3 * 2 ** 30);
  });

  it('of one name into one folder are numbered, or both refused where they would replace one another', async () => {
    for (const folder of ['a', 'b']) mkdirSync(at(folder));
    put('a/x.png', 10);
    put('b/x.png', 20);
    put('b/y.png', 30);
    const sources = ['a/x.png', 'b/x.png', 'b/y.png', '--out-dir', 'o', '--json'];
    const refused = await run(...sources, '--on-conflict', 'overwrite');
    expect([refused.code, outputs(refused.stdout)]).toEqual([1, ['o/y.denoised.png']]);
    expect(refused.stderr).toMatch(/^a\/x\.png: its result and that of b\/x\.png would both be o\/x\.denoised\.png; /m);
    expect(refused.stderr).toMatch(/^b\/x\.png: its result and that of a\/x\.png would both be/m);
    const numbered = await run(...sources);
    expect(numbered.code).toBe(0);
    expect(outputs(numbered.stdout)).toEqual(['o/x.denoised.png', 'o/x.denoised-2.png', 'o/y.denoised-2.png']);
  });

  it('of an earlier result that is given too do not go over it', async () => {
    put('a.png', 10);
    put('a.denoised.png', 20);
    const { code, stderr } = await run('a.png', 'a.denoised.png', '--on-conflict', 'overwrite');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^a\.png: the result would replace a\.denoised\.png/)]);
    expect(holds('a.denoised.png', 20)).toBe(true);
  });
});

describe('the names given', () => {
  it('of one file count once, its own before links, and that is said', async () => {
    put('b.png', 10);
    symlinkSync('b.png', at('a.png'));
    mkdirSync(at('elsewhere'));
    put('elsewhere/c.png', 20);
    symlinkSync('elsewhere/c.png', at('d.png'));
    const { code, stdout, stderr } = await run('.', './b.png', '--json');
    expect([code, outputs(stdout)]).toEqual([0, ['b.denoised.png', 'd.denoised.png']]);
    expect(stderr).toMatch(/^a\.png: note: it is the same file as b\.png, which is denoised once$/m);
    expect(stderr).toMatch(/^d\.png: note: it is a link to .*elsewhere\/c\.png; the result is named after the link$/m);
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });

  it('of links that lead nowhere or in a circle, and of sub-folders, are told apart', async () => {
    put('a.png', 10);
    symlinkSync('nowhere', at('b.png'));
    symlinkSync('c.png', at('c.png'));
    mkdirSync(at('folder.png'));
    const { code, stdout, stderr } = await run('.', '--json');
    expect([code, outputs(stdout)]).toEqual([1, ['a.denoised.png']]);
    expect(stderr).toBe(
      'b.png: it is a link to nowhere, which is not there; mend the link or remove it\n' +
        'c.png: it cannot be read: its links lead in a circle; mend the link, or name the file itself\n',
    );
  });

  it('are printed without what a terminal would act on', async () => {
    const name = 'a\u001b[31m\n\u202e.png';
    put(name, 10);
    const { stdout, stderr } = await run(name, 'no\u001b[2J.png');
    expect(stdout).toContain('a\\x1b[31m\\x0a\\u202e.denoised.png\n');
    expect(stderr).toBe('no\\x1b[2J.png: there is no such file or folder\n');
  });
});

describe('a folder for results', () => {
  it.each([
    ['/proc', /^\/proc: the result could not be written to this folder: /],
    ['/proc/deep/er', /^\/proc\/deep\/er: the result could not be written to this folder: /],
    ['a.png', /^a\.png: the result could not be written to this folder: a file is in the way; choose another folder$/m],
    ['a.png/b', /^a\.png\/b: the result could not be written to this folder: a file is in the way/],
  ])('%s is refused once, before any file is denoised', async (folder, message) => {
    put('a.png', 10);
    put('b.png', 10);
    const { code, stdout, stderr } = await run('a.png', 'b.png', '--out-dir', folder);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(at())).toEqual(['a.png', 'b.png']);
  });
});

describe('a result', () => {
  it('has the permissions of its source', async () => {
    for (const mode of [0o600, 0o640, 0o444, 0o755]) {
      put('a.png', 10);
      chmodSync(at('a.png'), mode);
      await run('a.png', '--on-conflict', 'overwrite');
      expect(statSync(at('a.denoised.png')).mode & 0o7777).toBe(mode);
      chmodSync(at('a.png'), 0o600);
    }
  });

  it('is not everybody’s to write, and no other group’s than the source’s', () => {
    expect([0o666, 0o777, 0o664, 0o4755].map((mode) => resultMode(mode, true))).toEqual([0o644, 0o755, 0o664, 0o755]);
    expect([0o640, 0o664, 0o644].map((mode) => resultMode(mode, false))).toEqual([0o600, 0o644, 0o644]);
  });

  it('may have a name as long as the file system allows; a longer one is refused before the run', async () => {
    put(`${'n'.repeat(255 - '.denoised.png'.length)}.png`, 10);
    put(`${'m'.repeat(251)}.png`, 10);
    const { code, stdout, stderr } = await run('.', '--json');
    expect([code, outputs(stdout)]).toEqual([1, [`${'n'.repeat(242)}.denoised.png`]]);
    expect(stderr).toMatch(/^m+\.png: the result m+\.denoised\.png could not be written: the name is too long/);
  });

  it('does not replace a folder', async () => {
    put('a.png', 10);
    mkdirSync(at('a.denoised.png'));
    const { code, stderr } = await run('a.png', '--on-conflict', 'overwrite');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^a\.png: a\.denoised\.png is a folder; give another/)]);
  });
});

it('a file that is too large is refused before it is read', async () => {
  put('a.tif', 10);
  truncateSync(at('a.tif'), 3 * 2 ** 30);
  const { code, stderr } = await run('a.tif');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^a\.tif: the file has 3 GiB; files of up to 2 GiB/)]);
});
