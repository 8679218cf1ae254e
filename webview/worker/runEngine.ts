import type { Engine } from '../../src/core/engines/engine';
import type { EngineChoice, EngineReport } from '../../src/shared/protocol';
import { chooseEngine } from './chooseEngine';

/** Starts an engine, has work done on it and lets go of it; the last report says what it ran on. */
export async function withEngine<T>(
  choice: EngineChoice,
  threadScript: string,
  report: (report: EngineReport) => void,
  work: (engine: Engine, lastReport: () => EngineReport) => Promise<T>,
): Promise<T> {
  const reports: EngineReport[] = [];
  const engine = await chooseEngine(choice, threadScript, (next) => {
    reports.push(next);
    report(next);
  });
  try {
    return await work(engine, () => reports[reports.length - 1]);
  } finally {
    engine.dispose();
  }
}
