import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { TestPicture } from './pictures';

interface Answer {
  readonly torch: string;
  readonly threads: number;
}
export interface PytorchSteps extends Answer {
  readonly milliseconds: readonly number[];
}
export interface PytorchRuns extends Answer {
  readonly runs: readonly { readonly seconds: number; readonly psnr: number }[];
}

/** Debian's Python, which sees the package python3-torch. */
const python = '/usr/bin/python3';

export function hasPytorch(): boolean {
  return spawnSync(python, ['-c', 'import torch']).status === 0;
}

function ask<T>(...args: string[]): T {
  const { status, stdout, stderr } = spawnSync(python, ['bench/reference.py', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench/reference.py failed:\n${stderr}`);
  return JSON.parse(stdout);
}

export const pytorchSteps = (sides: readonly number[]): PytorchSteps => ask('step', ...sides.map(String));

/** The paper's recipe on each picture. */
export function pytorchRuns(pictures: readonly TestPicture[], steps: number): PytorchRuns {
  mkdirSync('out', { recursive: true });
  const files = pictures.map(({ name, noisy, clean }) => {
    const file = `out/bench-${name}.raw`;
    const floats = new Float32Array(clean.length * 2);
    floats.set(noisy.samples);
    floats.set(clean, clean.length);
    writeFileSync(file, new Uint8Array(floats.buffer));
    return file;
  });
  return ask('run', String(steps), String(pictures[0].noisy.width), ...files);
}
