/** One result that is to be written. `F` is how the caller names files. */
export interface OutputJob<F> {
  readonly source: F;
  /** Where the result goes; where nothing is replaced, the first name that is tried. */
  readonly target: F;
  /** Whether what is at the target is replaced; otherwise the next free name is taken. */
  readonly replaces: boolean;
}

/** Why a result cannot be written without the loss of another file. */
export type Collision<F> =
  /** The target is the job's own source. */
  | { readonly kind: 'own-source' }
  /** The target is a file to keep, such as another job's source. */
  | { readonly kind: 'kept'; readonly file: F }
  /** The result of another job goes to the same target; `file` is that job's source. */
  | { readonly kind: 'result'; readonly file: F };

/**
 * Texts by which a file can be told: two names are of one file when they have any in common. A file has several where one
 * does not tell it under every name (path without links, device and inode).
 */
export type KeysOf<F> = (file: F) => Promise<readonly string[]>;

/**
 * Finds, before anything is written, the results that would replace a source or one another.
 * @param kept more files that no result may replace
 * @returns for every job what is in its way; undefined where nothing is
 */
export async function findCollisions<F>(
  jobs: readonly OutputJob<F>[],
  kept: readonly F[],
  keysOf: KeysOf<F>,
): Promise<(Collision<F> | undefined)[]> {
  const keyed = await Promise.all(
    jobs.map(async (job) => ({ job, own: await keysOf(job.source), target: await keysOf(job.target) })),
  );
  const keptByKey = new Map<string, F>();
  const keep = (file: F, keys: readonly string[]) => {
    for (const key of keys) if (!keptByKey.has(key)) keptByKey.set(key, file);
  };
  for (const { job, own } of keyed) keep(job.source, own);
  for (const file of kept) keep(file, await keysOf(file));
  /** The first two jobs of each target: enough to name another one. */
  const byTarget = new Map<string, OutputJob<F>[]>();
  for (const { job, target } of keyed) {
    for (const key of target) {
      const there = byTarget.get(key);
      if (!there) byTarget.set(key, [job]);
      else if (there.length < 2) there.push(job);
    }
  }
  return keyed.map(({ job, own, target }) => {
    if (target.some((key) => own.includes(key))) return { kind: 'own-source' };
    if (!job.replaces) return undefined;
    const keptFile = firstOf(target, (key) => keptByKey.get(key));
    if (keptFile !== undefined) return { kind: 'kept', file: keptFile };
    const other = firstOf(target, (key) => byTarget.get(key)?.find((candidate) => candidate !== job));
    return other && { kind: 'result', file: other.source };
  });
}

function firstOf<T>(keys: readonly string[], find: (key: string) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}
