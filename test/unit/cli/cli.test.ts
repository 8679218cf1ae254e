import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { samplePath } from '../sampleFiles';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zero-shot-denoise-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the built command line in the test's folder. */
function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { cwd: folder });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const quick = ['--preset', 'custom', '--iterations', '10'];
const bring = (name: string, as = name) => copyFileSync(samplePath(name), path.join(folder, as));
const samplesOf = async (file: string) => (await (await openImage(readFileSync(file))).readPage(0)).samples;

describe('npm run denoise', () => {
  it('prints one line of JSON a file', async () => {
    bring('plane.png');
    const reference = ['--reference', samplePath('clean/plane.png')];
    const { code, stdout, stderr } = await run('plane.png', '--json', '--preset', 'fast', '--seed', '3', ...reference);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const report = JSON.parse(stdout);
    expect(report.notes).toEqual([expect.stringMatching(/^23 % of the values are cut off at black or white\. Where /)]);
    expect(stderr).toBe(`plane.png: note: ${report.notes[0]}\n`);
    expect(report).toMatchObject({
      input: 'plane.png',
      output: 'plane.denoised.png',
      width: 256,
      height: 256,
      pages: 1,
      channels: 3,
      bitDepth: 8,
      method: 'zs-n2n',
      iterations: 2000,
      seed: 3,
    });
    expect(Object.keys(report.seconds)).toEqual(['decode', 'train', 'infer', 'encode', 'total']);
    expect(report.engine).toMatch(/WebAssembly/);
    expect(report.noiseSigma).toBeGreaterThan(15);
    expect(report.psnr).toBeGreaterThan(27);
    expect(report.ssim).toBeGreaterThan(0.7);
    expect(report.loss).toBeGreaterThan(0);
  });

  it('writes the same bytes on one thread and on two', async () => {
    bring('wall.png');
    await run('wall.png', ...quick, '--threads', '1', '--suffix', '.one');
    await run('wall.png', ...quick, '--threads', '2', '--suffix', '.two');
    const bytes = (name: string) => readFileSync(path.join(folder, name));
    expect(bytes('wall.two.png').equals(bytes('wall.one.png'))).toBe(true);
  });

  it.each(['plane.png', 'motorcycles-16bit.tif'])('changes no sample of %s at strength 0', async (name) => {
    bring(name);
    const { code, stdout } = await run(name, ...quick, '--strength', '0', '--json');
    expect(code).toBe(0);
    expect(await samplesOf(path.join(folder, JSON.parse(stdout).output))).toEqual(await samplesOf(samplePath(name)));
  });

  it('takes folders, leaves out earlier results and other files, and numbers up', async () => {
    bring('plane.png', 'a.png');
    bring('motorcycles-16bit.tif', 'b.TIF');
    writeFileSync(path.join(folder, 'notes.txt'), 'text');
    const once = async (...more: string[]) =>
      (await run('.', ...quick, '--json', ...more)).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).output);
    expect(await once()).toEqual(['a.denoised.png', 'b.denoised.TIF']);
    expect(await once()).toEqual(['a.denoised-2.png', 'b.denoised-2.TIF']);
    expect(await once('--on-conflict', 'overwrite')).toEqual(['a.denoised.png', 'b.denoised.TIF']);
    expect(await once('--out-dir', 'made/deep')).toEqual(['made/deep/a.denoised.png', 'made/deep/b.denoised.TIF']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('names each file that fails and why, does the others, and ends with 1', async () => {
    bring('plane.png');
    writeFileSync(path.join(folder, 'broken.png'), readFileSync(samplePath('plane.png')).subarray(0, 1000));
    const { code, stdout, stderr } = await run('missing.png', 'broken.png', 'plane.png', ...quick, '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^missing\.png: there is no such file or folder$/m);
    expect(stderr).toMatch(/^broken\.png: .+$/m);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(existsSync(path.join(folder, 'plane.denoised.png'))).toBe(true);
    expect(existsSync(path.join(folder, 'broken.denoised.png'))).toBe(false);
  });

  it('never replaces its source', async () => {
    bring('plane.png');
    const { code, stderr } = await run('plane.png', ...quick, '--suffix', '', '--on-conflict', 'overwrite');
    expect(code).toBe(1);
    expect(stderr).toMatch(/would replace its source/);
    expect(readFileSync(path.join(folder, 'plane.png')).equals(readFileSync(samplePath('plane.png')))).toBe(true);
  });

  it('says when a result cannot be written, and leaves nothing half-written', async () => {
    bring('plane.png');
    const { code, stderr } = await run('plane.png', ...quick, '--out-dir', 'plane.png');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^plane\.png: the result could not be written/);
    expect(readdirSync(folder)).toEqual(['plane.png']);
  });

  it.each([
    [['--strength', '2', 'a.png'], /strength is 2.*from 0 to 1/],
    [['--preset', 'quick', 'a.png'], /preset is "quick".*fast, balanced/],
    [['--iterations', 'many', 'a.png'], /--iterations is "many"/],
    [['--threads', '0', 'a.png'], /--threads is 0/],
    [['--engine', 'gpu', 'a.png'], /--engine is "gpu"/],
    [['--sharpen', 'a.png'], /--sharpen/],
    [[], /name at least one file/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr, stdout } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });

  it('explains itself', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const option of ['--out-dir', '--suffix', '--strength', '--reference', '--json'])
      expect(stdout).toContain(option);
  });
});
