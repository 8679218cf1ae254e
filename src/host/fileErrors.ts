import * as vscode from 'vscode';
import { toDenoiseError } from '../core/errors';
import { type Phrase, text } from '../core/text';

/** What went wrong with a file, for people; VS Code hands on what the system said, with its own codes. */
export function fileReason(error: unknown): Phrase {
  const { message } = toDenoiseError(error);
  const code = error instanceof vscode.FileSystemError ? error.code : undefined;
  switch (/\bE[A-Z]{3,}\b/.exec(message)?.[0] ?? code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return text('the disk is full; free some space first');
    case 'EROFS':
      return text('the file system is read-only; choose another folder');
    case 'ENAMETOOLONG':
      return text('the name is too long for the file system; give a shorter one');
    case 'ELOOP':
      return text('its links lead in a circle; mend the link');
    case 'EACCES':
    case 'EPERM':
    case 'NoPermissions':
      return text('permission denied; change the permissions first');
    case 'ENOENT':
    case 'FileNotFound':
      return text('it is not there any more; it was moved or deleted');
    case 'EIO':
    case 'Unavailable':
      return text('the disk or the network does not answer; check them and try again');
    default:
      return message;
  }
}
