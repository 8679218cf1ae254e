import { availableParallelism } from 'node:os';
import path from 'node:path';
import { nodeThreadSpawner } from '../src/cli/nodeThreads';
import type { Engine } from '../src/core/engines/engine';
import { linkByMemory } from '../src/core/engines/wasm/parallel/exchange';
import { createThreadedWasmEngine } from '../src/core/engines/wasm/parallel/threadedWasmEngine';
import { createWasmEngine } from '../src/core/engines/wasm/wasmEngine';

export const cores = availableParallelism();

/** The CPU engine as the command line runs it on one core, and on all. */
export async function cpuEngines(): Promise<Readonly<Record<'one core' | 'all cores', Engine>>> {
  return {
    'one core': await createWasmEngine(),
    'all cores': await createThreadedWasmEngine(
      cores,
      nodeThreadSpawner(path.resolve('dist/trainThread.js')),
      linkByMemory,
    ),
  };
}
