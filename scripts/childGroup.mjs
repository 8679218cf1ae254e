/** Runs one child process in a process group of its own, so that it can be ended with everything it started. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './project.mjs';

const guard = path.join(root, 'test/vscode-offline/guard.cjs');
const KILL_AFTER_MS = 5_000;

/**
 * Starts Node with the given arguments in the root folder, and passes its output on while collecting it.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env] more variables of its environment
 * @returns {{ ended: Promise<{ code: number | null, output: string }>, stop: () => Promise<void> }} its exit code (null
 * when a signal ended it) and standard output; stop() ends the group and waits for it
 */
export function startNode(args, env = {}) {
  const child = spawn(process.execPath, ['--require', guard, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    detached: process.platform !== 'win32', // the guard ends the group if this process is killed
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
    process.stdout.write(data);
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
  const kill = (signal) => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch {
      // gone already
    }
  };
  const stop = async () => {
    kill('SIGTERM');
    const timer = setTimeout(kill, KILL_AFTER_MS, 'SIGKILL');
    await ended;
    clearTimeout(timer);
    kill('SIGKILL');
  };
  return { ended, stop };
}
