import type { Engine } from '../../src/core/engines/engine';
import { DenoiseError } from '../../src/core/errors';
import type { Machine } from '../../src/core/methods/machine';
import type { BandRunner } from '../../src/core/nonlocal/collaborativeFilter';
import type { EngineChoice, EngineReport } from '../../src/shared/run';

/** Starts the engine of a person's choice; reports what runs and why. */
export type StartEngine = (
  choice: EngineChoice,
  threadScript: string,
  report: (report: EngineReport) => void,
) => Promise<Engine>;

/** A band runner that holds something until it is let go of. */
export interface StartedBands extends BandRunner {
  dispose(): void;
}

/** What the page's worker computes with, as far as it is asked for. */
export interface MachineParts {
  startEngine(report: (report: EngineReport) => void): Promise<Engine>;
  startBands(report: (report: EngineReport) => void): Promise<StartedBands>;
}

/**
 * Has work done and lets go of all that it was done with. Cancelling ends that at once, in the middle of a step.
 * @param work is told, by `lastReport`, what it ran on; undefined when nothing had to be computed
 * @throws DenoiseError `cancelled`, and what starting and `work` throw
 */
export async function withMachine<T>(
  { startEngine, startBands }: MachineParts,
  onReport: (report: EngineReport) => void,
  cancel: AbortSignal,
  work: (machine: Machine, lastReport: () => EngineReport | undefined) => Promise<T>,
): Promise<T> {
  let last: EngineReport | undefined;
  const report = (next: EngineReport) => {
    last = next;
    onReport(next);
  };
  const started: Promise<{ dispose(): void }>[] = [];
  const keep = <P extends { dispose(): void }>(part: Promise<P>): Promise<P> => {
    started.push(part);
    if (cancel.aborted) end();
    return part;
  };
  const end = () => {
    for (const part of started.splice(0)) part.then((ready) => ready.dispose()).catch(() => {});
  };
  let engine: Promise<Engine> | undefined;
  let bands: Promise<StartedBands> | undefined;
  const machine: Machine = {
    engine: () => {
      engine ??= keep(startEngine(report));
      return engine;
    },
    bands: () => {
      bands ??= keep(startBands(report));
      return bands;
    },
  };
  cancel.addEventListener('abort', end);
  try {
    return await work(machine, () => last);
  } catch (error) {
    // what fails because it has been ended is no failure
    throw cancel.aborted ? new DenoiseError('cancelled', 'denoising was cancelled') : error;
  } finally {
    cancel.removeEventListener('abort', end);
    end();
  }
}
