import type { ResultSamples } from './codecs/codec';
import { DenoiseError } from './errors';
import { text } from './text';

/** What to do when the file to write exists: take the next free number, replace it, or ask. */
export const conflictPolicies = ['number', 'overwrite', 'ask'] as const;
export type ConflictPolicy = (typeof conflictPolicies)[number];

export const defaultSuffix = '.denoised';

/** Characters that some file system or shell takes for something else than part of a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be kept out of names
const forbidden = /[\\/:*?"<>|\u0000-\u001f]/;

const tiffExtension = /\.tiff?$/i;

/**
 * The name of the denoised file: `cell.tif` -> `cell.denoised.tif`, and `cell.denoised-2.tif` for number 2.
 * @param samples of the result: floats of any format are in a TIFF file, `cell.png` -> `cell.denoised.tif`
 * @throws DenoiseError `invalid-option` when the suffix holds characters that cannot stand in a file name.
 */
export function outputName(
  sourceName: string,
  suffix: string,
  number = 1,
  samples: ResultSamples = 'asSource',
): string {
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
  const ownExtension = dot > 0 ? sourceName.slice(dot) : '';
  const extension = samples === 'float32' && !tiffExtension.test(ownExtension) ? '.tif' : ownExtension;
  return `${stem}${suffix}${number > 1 ? `-${number}` : ''}${extension}`;
}
