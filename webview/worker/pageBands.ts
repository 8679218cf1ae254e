import { createBandRunner, createThreadedBandRunner } from '../../src/core/nonlocal/bandThreads';
import type { EngineReport } from '../../src/shared/run';
import { mostThreads } from './cpuEngine';
import type { StartedBands } from './pageMachine';
import { threadSpawner } from './threadSpawner';

/**
 * Filters bands on the machine's cores; on this worker's own thread where there is one core only.
 * @param threadScript address of the bundle of computeThread.ts
 * @throws DenoiseError `engine-unavailable` without WebAssembly SIMD
 */
export async function startPageBands(
  threadScript: string,
  report: (report: EngineReport) => void,
): Promise<StartedBands> {
  const threads = Math.min(mostThreads, navigator.hardwareConcurrency || 1);
  const own = await createBandRunner();
  const description = threads > 1 ? `WebAssembly SIMD on ${threads} threads` : 'WebAssembly SIMD';
  report({ id: 'wasm', description, reason: 'no-network' });
  return threads > 1 ? createThreadedBandRunner(threads, threadSpawner(threadScript)) : { ...own, dispose: () => {} };
}
