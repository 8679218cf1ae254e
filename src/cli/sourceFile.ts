import { constants, readlinkSync, type Stats } from 'node:fs';
import { access, type FileHandle, open, stat } from 'node:fs/promises';
import { DenoiseError } from '../core/errors';
import { checkFileSize } from '../core/fileSize';
import { systemReason } from '../node/systemErrors';

/**
 * Makes sure that a file can be read, without reading it: a pipe would keep us waiting, a device might never end.
 * @throws DenoiseError `file-not-found`, `read-failed`, `too-large`
 */
export async function checkSourceFile(file: string): Promise<void> {
  try {
    checkRegular(await stat(file));
    await access(file, constants.R_OK);
  } catch (error) {
    throw readError(file, error);
  }
}

/**
 * The file's bytes: as many as the file system says that it has. (Files of /proc say 0, and some of them never end.)
 * @throws DenoiseError as checkSourceFile does
 */
export async function readSourceFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  let handle: FileHandle | undefined;
  try {
    // opening a pipe or a device can have effects, or wait for somebody at its other end
    checkRegular(await stat(file));
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await handle.stat();
    checkRegular(found);
    return await readWhole(handle, found.size);
  } catch (error) {
    throw readError(file, error);
  } finally {
    await handle?.close();
  }
}

/** One call reads at most 2 GiB. */
const largestRead = 2 ** 30;

async function readWhole(handle: FileHandle, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, Math.min(size - length, largestRead), length);
    // it was cut off meanwhile
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

function checkRegular(found: Stats): void {
  if (!found.isFile()) {
    throw new DenoiseError(
      'read-failed',
      `it is not a regular file but ${kindOf(found)}; save the image to a file and name that`,
    );
  }
  checkFileSize(found.size);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}

export function readError(file: string, error: unknown): DenoiseError {
  if (error instanceof DenoiseError) return error;
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return new DenoiseError('file-not-found', whyNotFound(file), { cause: error });
  }
  return new DenoiseError('read-failed', `it cannot be read: ${systemReason(error)}`, { cause: error });
}

function whyNotFound(file: string): string {
  // Node puts this character for bytes that are no text, so no name with it can be found again
  if (file.includes('\ufffd')) return 'its name is not valid UTF-8 text; rename it';
  try {
    return `it is a link to ${readlinkSync(file)}, which is not there; mend the link or remove it`;
  } catch {
    return 'there is no such file or folder';
  }
}
