import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepTemporaryFiles, withTemporaryFile } from '../../../src/cli/temporaryFiles';
import { isTemporaryName, temporaryName } from '../../../src/core/temporaryName';
import { thisProcess } from '../../../src/node/processOwner';
import { commandLine, tinyPng } from './commandLine';

const { at, run, start } = commandLine();
const put = (name: string, grey = 10) => writeFileSync(at(name), tinyPng(grey));

describe('what is no regular file', () => {
  it('is refused at once: pipes, devices, files of /proc, as references too', async () => {
    put('good.png');
    execFileSync('mkfifo', [at('pipe.png')]);
    symlinkSync('/dev/zero', at('endless.png'));
    symlinkSync('/proc/kmsg', at('kernel.png'));
    const { code, stdout, stderr } = await run('.', '--json');
    expect([code, stdout.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toMatch(/^pipe\.png: it is not a regular file but a pipe; save the image to a file and name that$/m);
    expect(stderr).toMatch(/^endless\.png: it is not a regular file but a device; /m);
    expect(stderr).toMatch(/^kernel\.png: The file is empty \(0 bytes\)\./m);
    for (const reference of ['pipe.png', 'endless.png', 'missing.png']) {
      const refused = await run('good.png', '--reference', reference);
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toMatch(new RegExp(`^${reference}: (it is not a regular file|there is no such file)`));
    }
  });
});

describe('mistakes', () => {
  it.each([
    [['--seed', '-1'], /seed is -1; it must be a whole number from 0 to 4294967295/],
    [['--seed=-1'], /seed is -1; it must be a whole number from 0 to 4294967295/],
    [['--suffix', 'a/b'], /the suffix "a\/b" has characters that cannot be in a file name; leave out /],
    [['--out-dir', ''], /--out-dir is empty/],
  ])('in the options (%j) are found first', async (args, message) => {
    put('a.png');
    const { code, stdout, stderr } = await run('a.png', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('in a file say what is wrong and what to do', async () => {
    writeFileSync(at('cut.png'), tinyPng(10).subarray(0, 40));
    const { stderr } = await run('cut.png', `${'n'.repeat(300)}.png`);
    expect(stderr).toMatch(/^cut\.png: .*\. Fetch the file again, or export it anew with the program that made it\.$/m);
    expect(stderr).toMatch(
      /^n+\.png: it cannot be read: the name is too long for the file system; give a shorter one$/m,
    );
  });

  it('take a dash for the beginning of a value where one is wanted', async () => {
    put('a.png');
    expect((await run('a.png', '--suffix', '-clean', '--json')).stdout).toContain('"output":"a-clean.png"');
  });

  it('in the reference are found before the training', async () => {
    put('a.png');
    const sample = path.join(__dirname, '../../fixtures/pngsuite/basn2c08.png');
    expect(existsSync(sample)).toBe(true);
    const { code, stderr } = await run('a.png', '--reference', sample);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^a\.png: the reference does not fit/)]);
    expect(readdirSync(at())).toEqual(['a.png']);
  });
});

it('nothing is trained at strength 0', async () => {
  put('a.png');
  const { stdout } = await start({}, 'a.png', '--strength', '0', '--threads', '1', '--json').ended;
  expect(JSON.parse(stdout)).toMatchObject({ iterations: 0, loss: null, output: 'a.denoised.png' });
});

describe('temporary files', () => {
  const hidden = () => readdirSync(at()).filter((name) => name.startsWith('.'));
  const gone = { ...thisProcess(), process: 2 ** 30 };

  it('are private while they are written, and gone however that ends', async () => {
    await withTemporaryFile(at(), new Uint8Array([1, 2]), async (file) => {
      expect([...readFileSync(file)]).toEqual([1, 2]);
      expect(isTemporaryName(path.basename(file))).toBe(true);
    });
    await expect(withTemporaryFile(at(), new Uint8Array(1), () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(hidden()).toEqual([]);
  });

  it('of killed runs are swept by the next one; those in use and other hidden files stay', async () => {
    put('a.png');
    const mine = temporaryName(thisProcess());
    const elsewhere = temporaryName({ system: 'abcdef01', process: 5 });
    const abandoned = temporaryName(gone);
    const old = temporaryName({ system: 'abcdef01', process: 6 });
    for (const name of [mine, elsewhere, abandoned, old, '.notes.tmp']) writeFileSync(at(name), 'x');
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
    for (const name of [old, '.notes.tmp']) utimesSync(at(name), twoDaysAgo, twoDaysAgo);
    await run('a.png');
    expect(hidden().sort()).toEqual([mine, elsewhere, '.notes.tmp'].sort());
    await sweepTemporaryFiles(at('missing'));
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('are not left by %s, which ends a run with exit code %i', async (signal, code) => {
    writeFileSync(at('flat.png'), tinyPng(10, 0));
    put('long.png');
    const steps = ['--preset', 'custom', '--iterations', '200000', '--all-steps', '--threads', '1'];
    const { child, ended } = start({}, 'flat.png', 'long.png', '--out-dir', 'out', ...steps);
    // the flat picture needs no training
    child.stdout?.once('data', () => child.kill(signal));
    expect(await ended).toMatchObject({ code, stderr: '' });
    expect(readdirSync(at('out'))).toEqual(['flat.denoised.png']);
  });
});

it.each([
  ['results are written', ['a.png', '--strength', '0', '--threads', '1']],
  ['also when help was asked for', ['--help']],
])('a full disk under standard output is said; %s', async (_what, args) => {
  put('a.png');
  const full = openSync('/dev/full', 'w');
  const { code, stderr } = await start({ stdout: full }, ...args).ended;
  closeSync(full);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^zero-shot-denoise: standard output cannot .*disk is full/),
  ]);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(at('a.denoised.png'))).toBe(args[0] === 'a.png');
});
