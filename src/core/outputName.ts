import { DenoiseError } from './errors';
import { text } from './text';

/** What to do when the file to write exists: take the next free number, replace it, or ask. */
export const conflictPolicies = ['number', 'overwrite', 'ask'] as const;
export type ConflictPolicy = (typeof conflictPolicies)[number];

export const defaultSuffix = '.denoised';

/** Characters that some file system or shell takes for something else than part of a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be kept out of names
const forbidden = /[\\/:*?"<>|\u0000-\u001f]/;

/**
 * The name of the denoised file: `cell.tif` -> `cell.denoised.tif`, and `cell.denoised-2.tif` for number 2.
 * @throws DenoiseError `invalid-option` when the suffix holds characters that cannot stand in a file name.
 */
export function outputName(sourceName: string, suffix: string, number = 1): string {
  if (forbidden.test(suffix)) {
    throw new DenoiseError(
      'invalid-option',
      text(
        'the suffix {0} has characters that cannot be in a file name; leave out {1} and control characters',
        JSON.stringify(suffix),
        '\\ / : * ? " < > |',
      ),
    );
  }
  const dot = sourceName.lastIndexOf('.');
  const stem = dot > 0 ? sourceName.slice(0, dot) : sourceName;
  const extension = dot > 0 ? sourceName.slice(dot) : '';
  return `${stem}${suffix}${number > 1 ? `-${number}` : ''}${extension}`;
}
