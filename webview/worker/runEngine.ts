import type { Engine } from '../../src/core/engines/engine';
import { DenoiseError } from '../../src/core/errors';
import type { EngineChoice, EngineReport } from '../../src/shared/run';

/** Starts the engine of a person's choice; reports what runs and why. */
export type StartEngine = (
  choice: EngineChoice,
  threadScript: string,
  report: (report: EngineReport) => void,
) => Promise<Engine>;

/**
 * Starts an engine, has work done on it and lets go of it. Cancelling ends it at once, in the middle of a step.
 * @param work is told, by `lastReport`, what it ran on
 * @throws DenoiseError `cancelled`, and what `start` and `work` throw
 */
export async function withEngine<T>(
  start: (report: (report: EngineReport) => void) => Promise<Engine>,
  onReport: (report: EngineReport) => void,
  cancel: AbortSignal,
  work: (engine: Engine, lastReport: () => EngineReport) => Promise<T>,
): Promise<T> {
  const reports: EngineReport[] = [];
  const engine = await start((next) => {
    reports.push(next);
    onReport(next);
  });
  let hasEnded = false;
  const end = () => {
    if (!hasEnded) engine.dispose();
    hasEnded = true;
  };
  cancel.addEventListener('abort', end);
  try {
    return await work(engine, () => reports[reports.length - 1]);
  } catch (error) {
    // what fails because the engine has been ended is no failure
    throw cancel.aborted ? new DenoiseError('cancelled', 'denoising was cancelled') : error;
  } finally {
    cancel.removeEventListener('abort', end);
    end();
  }
}
