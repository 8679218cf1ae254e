import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach } from 'vitest';
import { crc32 } from '../../../src/core/codecs/png/crc32';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of each test's own, and the built command line in it. */
export function commandLine() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'zero-shot-denoise-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (...names: string[]) => path.join(folder, ...names);

  /**
   * Begins a run; `ended` resolves with what it said.
   * @param streams a file for standard output
   */
  function start(streams: { stdout?: number }, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const stdio: StdioOptions = ['ignore', streams.stdout ?? 'pipe', 'pipe'];
    const child = spawn(process.execPath, [cli, ...args], { cwd: folder, stdio });
    const ended = new Promise<Ended>((resolve, reject) => {
      let stdout = '';
      let stderr = '';
      child.stdout?.on('data', (text) => (stdout += text));
      child.stderr?.on('data', (text) => (stderr += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return { child, ended };
  }

  /** Runs without training: what is tried here is what becomes of files. */
  const run = (...args: string[]): Promise<Ended> => start({}, '--threads', '1', '--strength', '0', ...args).ended;
  return { at, start, run };
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** A PNG file: 4x4 pixels, 8-bit grey, each with this value or the one that is `contrast` above it. */
export function tinyPng(grey: number, contrast = 1): Buffer {
  const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 0, 0, 0, 0]);
  const row = [0, grey, grey + contrast, grey, grey + contrast];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([...row, ...row, ...row, ...row]))),
    chunk('IEND', new Uint8Array()),
  ]);
}
