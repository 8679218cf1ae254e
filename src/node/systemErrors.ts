/** What the codes of file systems mean, and what to do. */
const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the spelling',
  EACCES: 'permission denied; change the permissions, or run this as a user who has them',
  EPERM: 'the system does not permit it; change the permissions, or run this as a user who has them',
  EROFS: 'the file system is read-only; choose another folder',
  ENAMETOOLONG: 'the name is too long for the file system; give a shorter one',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EISDIR: 'there is a folder of that name; move it, or give another name',
  EEXIST: 'there is something else of that name; move it, or give another name',
  ELOOP: 'its links lead in a circle; mend the link, or name the file itself',
  ENOSPC: 'the disk is full; free some space, or choose a folder on another disk',
  EDQUOT: 'your quota on the disk is used up; free some space, or choose a folder on another disk',
  EFBIG: 'it is larger than the file system allows; choose a folder on another disk',
  EMFILE: 'too many files are open; close other programs and try again',
  ENFILE: 'too many files are open on this machine; close other programs and try again',
  ENOMEM: 'the system has no memory left; close other programs and try again',
  EBUSY: 'it is in use by another program; close that and try again',
  ETXTBSY: 'it is in use by another program; close that and try again',
  EIO: 'the disk or the network reported an error; check them and try again',
  ESTALE: 'the network drive has lost it; connect the drive again and try again',
  ETIMEDOUT: 'the network drive does not answer; connect it again and try again',
  ENXIO: 'the device does not answer; name an image file',
  ENODEV: 'the device does not answer; name an image file',
  EINVAL: 'the file system does not take that name or operation; choose another name or folder',
  EILSEQ: 'the file system does not take the characters of that name; give another one',
};

/** What went wrong, in words for people: what it is and what to do. */
export function systemReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  return meanings[code] ?? `the system reports ${code}; check the disk and try again`;
}
