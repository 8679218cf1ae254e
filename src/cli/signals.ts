import { constants } from 'node:os';
import { removeTemporaryFiles } from './temporaryFiles';

/** What ends a run from outside; shells expect 128 and the signal's number as exit code. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** However the process ends (but by SIGKILL, after which the next run sweeps), it leaves no temporary file. */
export function cleanUpAtTheEnd(): void {
  process.on('exit', removeTemporaryFiles);
  for (const signal of endings) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
