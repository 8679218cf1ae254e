import type { ErrorCode } from './errors';
import { type Text, text } from './text';

/**
 * What to do about errors whose texts say, in the terms of the format, what is wrong with a file.
 * @returns undefined where the error's own text says it
 */
export function adviceOn(code: ErrorCode): Text | undefined {
  switch (code) {
    case 'damaged':
    case 'truncated':
      return text('Fetch the file again, or export it anew with the program that made it.');
    case 'unsupported':
      return text('Other programs, such as ImageMagick or Fiji, can convert the file to a plain TIFF or PNG.');
    default:
      return undefined;
  }
}
