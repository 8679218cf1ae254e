import { printable } from '../core/printable';
import { systemReason } from '../node/systemErrors';

/** Whether something could not be printed; the run has failed then, although its results are written. */
let hasFailed = false;

export const hasPrintingFailed = (): boolean => hasFailed;

/** Prints on standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Says something of a file, or of the run, on standard error. Names and texts from files may hold any character. */
export function say(subject: string, message: string): void {
  process.stderr.write(`${printable(subject)}: ${printable(message)}\n`);
}

/** A stream that cannot be written to (a full disk, a reader that has gone) must not end in a stack trace. */
export function watchStreams(): void {
  process.stderr.on('error', () => {
    // there is no other place to say it
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // whoever reads the output (`| head`) has seen enough
    if (error.code === 'EPIPE') process.exit(1);
    if (hasFailed) return;
    hasFailed = true;
    say('zero-shot-denoise', `standard output cannot be written to: ${systemReason(error)}`);
    process.exitCode = 1;
  });
}
