import { link, lstat, rename } from 'node:fs/promises';
import path from 'node:path';
import { DenoiseError } from '../core/errors';
import { copyPermissions } from '../node/permissions';
import { systemReason } from '../node/systemErrors';
import type { PlannedOutput } from './plan';
import { withTemporaryFile } from './temporaryFiles';

/**
 * Writes a result, with its source's permissions: whole or not at all.
 * @returns the path written
 * @throws DenoiseError `write-failed`
 */
export async function writeResult(output: PlannedOutput, bytes: Uint8Array): Promise<string> {
  try {
    return await withTemporaryFile(path.dirname(output.target(1)), bytes, async (temporary) => {
      await copyPermissions(output.source, temporary);
      if (!output.replaces) return takeFreeName(temporary, output.target);
      await rename(temporary, output.target(1));
      return output.target(1);
    });
  } catch (error) {
    throw new DenoiseError('write-failed', `the result could not be written: ${systemReason(error)}`, {
      cause: error,
    });
  }
}

/** Linking fails where the name is taken, so two runs at once cannot replace each other's results. */
async function takeFreeName(temporary: string, target: (number: number) => string): Promise<string> {
  for (let number = 1; ; number++) {
    try {
      await link(temporary, target(number));
      return target(number);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      // file systems without links: look first, then rename
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
      if (await exists(target(number))) continue;
      await rename(temporary, target(number));
      return target(number);
    }
  }
}

/** A link that leads nowhere is there too. */
const exists = (file: string) =>
  lstat(file).then(
    () => true,
    () => false,
  );
