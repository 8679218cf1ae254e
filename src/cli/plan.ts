import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { ResultSamples } from '../core/codecs/codec';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { outputName } from '../core/outputName';
import { type Collision, findCollisions, type OutputJob } from '../core/outputPlan';
import { type FoldName, fileKeys } from '../node/fileKeys';
import { systemReason } from '../node/systemErrors';
import { prepareOutputFolder } from './outputFolder';

export interface OutputSettings {
  readonly folder?: string;
  readonly suffix: string;
  readonly onConflict: 'number' | 'overwrite';
  /** See outputName. */
  readonly samples?: ResultSamples;
}

/** Where a source's result goes. */
export interface PlannedOutput {
  readonly source: string;
  /** The names to try, from number 1. */
  target(number: number): string;
  readonly replaces: boolean;
}

export interface KeptFiles {
  readonly reference?: string;
  readonly others: readonly string[];
}

/** A source, and where its result goes or why it cannot. */
export type Planned = { readonly source: string } & (
  | { readonly output: PlannedOutput }
  | { readonly error: DenoiseError }
);

/**
 * Finds the places of all results of a run, and tries them, before the first byte of one is written.
 * @param sources no file twice
 * @param kept more files that no result may replace: the reference, and what was named but cannot be read
 * @throws DenoiseError `write-failed` when the folder of the settings cannot be written to; what concerns one source
 * stands with it
 */
export async function planOutputs(
  sources: readonly string[],
  settings: OutputSettings,
  kept: KeptFiles = { others: [] },
): Promise<Planned[]> {
  const folders = new Folders();
  if (settings.folder !== undefined && sources.length > 0) await folders.prepare(settings.folder);
  const tried: Planned[] = [];
  for (const source of sources) tried.push(await tryOutput(source, settings, folders));

  const jobs: OutputJob<string>[] = [];
  const keptFiles = kept.reference === undefined ? [...kept.others] : [...kept.others, kept.reference];
  for (const file of tried) {
    if ('output' in file) jobs.push({ ...file.output, target: file.output.target(1) });
    else keptFiles.push(file.source);
  }
  const collisions = await findCollisions(jobs, keptFiles, (file) => folders.keysOf(file));
  const refused = new Map<string, DenoiseError>();
  for (const [index, job] of jobs.entries()) {
    const collision = collisions[index];
    if (collision) refused.set(job.source, new DenoiseError('invalid-option', whyRefused(job, collision, kept)));
  }
  return tried.map((file) => {
    const error = refused.get(file.source);
    return error ? { source: file.source, error } : file;
  });
}

/** The folders of a run, each prepared once. */
class Folders {
  private readonly prepared = new Map<string, Promise<FoldName>>();

  /** Throws as prepareOutputFolder does. */
  async prepare(folder: string): Promise<void> {
    const key = path.resolve(folder);
    const there = this.prepared.get(key) ?? prepareOutputFolder(folder);
    this.prepared.set(key, there);
    await there;
  }

  async keysOf(file: string): Promise<string[]> {
    const fold = await this.prepared.get(path.dirname(path.resolve(file)))?.catch(() => undefined);
    return fileKeys(file, fold);
  }
}

async function tryOutput(source: string, settings: OutputSettings, folders: Folders): Promise<Planned> {
  const folder = settings.folder ?? path.dirname(source);
  const replaces = settings.onConflict === 'overwrite';
  const target = (number: number) =>
    path.join(folder, outputName(path.basename(source), settings.suffix, number, settings.samples));
  try {
    await folders.prepare(folder);
    await checkTarget(target, replaces);
    return { source, output: { source, target, replaces } };
  } catch (error) {
    return { source, error: toDenoiseError(error) };
  }
}

function whyRefused(job: OutputJob<string>, collision: Collision<string>, { reference }: KeptFiles): string {
  switch (collision.kind) {
    case 'own-source':
      return 'the result would replace its source; give --suffix or --out-dir';
    case 'kept': {
      const what = collision.file === reference ? 'the reference' : 'another image to denoise';
      return `the result would replace ${collision.file}, ${what}; give --suffix or another --out-dir, or leave out --on-conflict overwrite`;
    }
    case 'result':
      return `its result and that of ${collision.file} would both be ${job.target}; denoise them into different folders, or leave out --on-conflict overwrite to have them numbered`;
  }
}

/** Makes sure that the name can be written, as far as that can be told without writing. Throws `write-failed`. */
async function checkTarget(target: (number: number) => string, replaces: boolean): Promise<void> {
  for (let number = 1; ; number++) {
    const file = target(number);
    try {
      const found = await lstat(file);
      if (!replaces) continue;
      if (!found.isDirectory()) return;
      throw new DenoiseError('write-failed', `${file} is a folder; give another --suffix or --out-dir`);
    } catch (error) {
      if (error instanceof DenoiseError) throw error;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw new DenoiseError('write-failed', `the result ${file} could not be written: ${systemReason(error)}`, {
        cause: error,
      });
    }
  }
}
