/** The process that writes a temporary file. */
export interface FileOwner {
  /** Tells where `process` counts: the machine, and on it the container. Lower-case hexadecimal digits. */
  readonly system: string;
  readonly process: number;
}

/** After this time in milliseconds nobody writes to a temporary file any more, not even over a slow network. */
const longestWrite = 24 * 60 * 60 * 1000;

/** A web extension host is no process that others could ask for. */
const nobody: FileOwner = { system: '0', process: 0 };

const pattern = /^\.zero-shot-denoise-([0-9a-f]+)-([0-9a-z]+)-[0-9a-f]{8}.*\.tmp$/u;

/**
 * The hidden name that a result has while it is written. It does not hold the result's own name, which may fill the 255
 * bytes that file systems allow; it says who writes, so that what a killed run left can be told from what is in use.
 * @param mark put before the extension
 */
export function temporaryName({ system, process }: FileOwner = nobody, mark = ''): string {
  const random = crypto.getRandomValues(new Uint8Array(4));
  const digits = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `.zero-shot-denoise-${system}-${process.toString(36)}-${digits}${mark}.tmp`;
}

export const isTemporaryName = (name: string): boolean => pattern.test(name);

/**
 * Whether the file is one that a run left behind: its process is gone, or it has not been written to for a day.
 * @param modified when it was last written to, and `now`, in milliseconds since 1970
 * @param isGone whether the process is certain not to run any more; where that cannot be told, false
 */
export function isAbandoned(
  name: string,
  modified: number,
  now: number,
  isGone: (owner: FileOwner) => boolean,
): boolean {
  const match = pattern.exec(name);
  if (!match) return false;
  return now - modified > longestWrite || isGone({ system: match[1], process: Number.parseInt(match[2], 36) });
}
