import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { FileOwner } from '../core/temporaryName';

let system: string | undefined;

/** This process, as temporary files name it. */
export function thisProcess(): FileOwner {
  system ??= createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 8);
  return { system, process: process.pid };
}

/** Containers may share a host name and yet number their processes by themselves. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Whether the process has ended for certain. Of other machines and containers that cannot be told. */
export function isGone(owner: FileOwner): boolean {
  if (owner.system !== thisProcess().system) return false;
  try {
    process.kill(owner.process, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
