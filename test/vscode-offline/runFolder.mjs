/** Temporary folders of one run, which the next run clears away if their owner was killed. */
import fs from 'node:fs';
import path from 'node:path';
import { home } from './paths.mjs';

const NAME = /^run-(\d+)-/;

/** A container without an init process keeps ended processes in its table. */
function isZombie(pid) {
  const statFile = `/proc/${pid}/stat`; // "pid (name) state ..."
  return fs.existsSync(statFile) && /\) Z /.test(fs.readFileSync(statFile, 'utf8'));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Removes a folder of a run; a process that is just being killed may still write into it, hence the retries. */
export function removeRunFolder(folder) {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Removes the folders of processes that no longer exist. */
export function removeLeftovers() {
  if (!fs.existsSync(home)) return;
  for (const name of fs.readdirSync(home)) {
    const owner = NAME.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) removeRunFolder(path.join(home, name));
  }
}

/** Makes a new, empty folder that belongs to this process. */
export function makeRunFolder() {
  fs.mkdirSync(home, { recursive: true });
  removeLeftovers();
  return fs.mkdtempSync(path.join(home, `run-${process.pid}-`));
}
