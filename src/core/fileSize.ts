import { DenoiseError } from './errors';
import { text } from './text';

/** The largest file to read whole: what one array and one message to the editor's page can hold everywhere. */
export const largestFileBytes = 2 ** 31 - 1;

/** Refuses a file that is larger than can be read. Call it before memory is taken. Throws DenoiseError `too-large`. */
export function checkFileSize(bytes: number): void {
  if (bytes <= largestFileBytes) return;
  throw new DenoiseError(
    'too-large',
    text(
      'the file has {0} GiB; files of up to {1} GiB can be read. Split it into files of fewer pages, or crop it.',
      Number((bytes / 2 ** 30).toPrecision(3)),
      Math.round(largestFileBytes / 2 ** 30),
    ),
  );
}
