import type { Engine } from '../../src/core/engines/engine';
import type { EngineChoice, EngineReport } from '../../src/shared/protocol';

/** Starts the engine of a person's choice; reports what runs and why. */
export type StartEngine = (
  choice: EngineChoice,
  threadScript: string,
  report: (report: EngineReport) => void,
) => Promise<Engine>;

/** Starts an engine, has work done on it and lets go of it; the last report says what it ran on. */
export async function withEngine<T>(
  start: StartEngine,
  choice: EngineChoice,
  threadScript: string,
  report: (report: EngineReport) => void,
  work: (engine: Engine, lastReport: () => EngineReport) => Promise<T>,
): Promise<T> {
  const reports: EngineReport[] = [];
  const engine = await start(choice, threadScript, (next) => {
    reports.push(next);
    report(next);
  });
  try {
    return await work(engine, () => reports[reports.length - 1]);
  } finally {
    engine.dispose();
  }
}
