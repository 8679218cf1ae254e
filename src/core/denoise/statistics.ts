import type { DenoiseStatistics } from './session';

/** Steps and seconds summed; the rest is of the later one. */
export function addStatistics(a: DenoiseStatistics, b: DenoiseStatistics): DenoiseStatistics {
  return {
    iterations: a.iterations + b.iterations,
    loss: b.loss,
    trainSeconds: a.trainSeconds + b.trainSeconds,
    inferSeconds: a.inferSeconds + b.inferSeconds,
    endedEarly: b.endedEarly,
  };
}
