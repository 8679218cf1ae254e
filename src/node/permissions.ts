import { chmod, chown, stat } from 'node:fs/promises';

/** The bits of a mode that say who may do what; the others (set-user-ID…) do not go to results. */
const permissionBits = 0o777;
const othersMayWrite = 0o002;
const onlyOwnerWrites = ~0o022;
const groupBits = 0o070;

/**
 * The permissions of a result: its source's. Two exceptions: a source that everybody may write to is odd (such are files
 * on FAT and shared mounts), so its result is the owner's to write; and where the result cannot have the source's group,
 * its group may do what others may.
 * @param mode of the source
 */
export function resultMode(mode: number, hasGroupOfSource: boolean): number {
  const permissions = mode & permissionBits;
  const written = permissions & othersMayWrite ? permissions & onlyOwnerWrites : permissions;
  return hasGroupOfSource ? written : (written & ~groupBits) | (written & ((written & 0o007) << 3));
}

/** Gives a result the permissions of its source. Does nothing where the file system knows none. */
export async function copyPermissions(source: string, result: string): Promise<void> {
  try {
    const [from, to] = [await stat(source), await stat(result)];
    const hasGroup = from.gid === to.gid || (await takesGroup(result, to.uid, from.gid));
    await chmod(result, resultMode(from.mode, hasGroup));
  } catch {
    // the source may be gone, and some network file systems refuse; the result matters more
  }
}

const takesGroup = (file: string, owner: number, group: number): Promise<boolean> =>
  chown(file, owner, group).then(
    () => true,
    () => false,
  );
