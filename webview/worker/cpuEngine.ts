import { createCheapestEngine } from '../../src/core/engines/cheapestEngine';
import type { Engine } from '../../src/core/engines/engine';
import { genericToStart } from '../../src/core/engines/generic/genericEngine';
import { linkByPorts } from '../../src/core/engines/wasm/parallel/exchange';
import { createThreadedWasmEngine } from '../../src/core/engines/wasm/parallel/threadedWasmEngine';
import { createWasmEngine } from '../../src/core/engines/wasm/wasmEngine';
import { toDenoiseError } from '../../src/core/errors';
import { threadSpawner } from './threadSpawner';

/** More would leave little to each, and take cores that the rest of the editor needs. */
export const mostThreads = 8;
/** A browser that does not let workers start workers may never say so. */
const startMilliseconds = 5000;

/**
 * The CPU engine on the machine's cores; on this worker's own thread where it may not start others.
 * @param threadScript address of the bundle of computeThread.ts
 * @throws DenoiseError `engine-unavailable` without WebAssembly SIMD
 */
export async function startCpuEngine(threadScript: string): Promise<Engine> {
  return createCheapestEngine(await startFusedEngine(threadScript), [genericToStart]);
}

async function startFusedEngine(threadScript: string): Promise<Engine> {
  const threads = Math.min(mostThreads, navigator.hardwareConcurrency || 1);
  const starting = createThreadedWasmEngine(threads, threadSpawner(threadScript), linkByPorts);
  try {
    return await Promise.race([starting, rejectedAfter(startMilliseconds)]);
  } catch (error) {
    if (toDenoiseError(error).code === 'engine-unavailable') throw error;
    starting.then((late) => late.dispose()).catch(() => {});
    return createWasmEngine();
  }
}

function rejectedAfter(milliseconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('the threads did not start in time')), milliseconds);
  });
}
