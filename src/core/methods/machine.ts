import type { Engine } from '../engines/engine';
import { createBandRunner } from '../nonlocal/bandThreads';
import type { BandRunner } from '../nonlocal/collaborativeFilter';

/** What a machine computes with. Each part is started when it is first asked for. */
export interface Machine {
  /** What trains networks. Throws DenoiseError `engine-unavailable`. */
  engine(): Promise<Engine>;
  /** What filters bands of a picture. Throws DenoiseError `engine-unavailable`. */
  bands(): Promise<BandRunner>;
}

/** A machine with an engine that runs already, and one thread for all else. */
export function machineOn(engine: Engine): Machine {
  return { engine: async () => engine, bands: createBandRunner };
}
