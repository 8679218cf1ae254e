import path from 'node:path';
import { createCheapestEngine } from '../core/engines/cheapestEngine';
import type { Engine } from '../core/engines/engine';
import { genericToStart } from '../core/engines/generic/genericEngine';
import { linkByMemory } from '../core/engines/wasm/parallel/exchange';
import { createThreadedWasmEngine } from '../core/engines/wasm/parallel/threadedWasmEngine';
import { createWasmEngine } from '../core/engines/wasm/wasmEngine';
import { nodeThreadSpawner } from './nodeThreads';

/** The CPU engine for the command line. Throws DenoiseError `engine-unavailable`. */
export async function startCpuEngine(threads: number): Promise<Engine> {
  return createCheapestEngine(await startFusedEngine(threads), [genericToStart]);
}

function startFusedEngine(threads: number): Promise<Engine> {
  if (threads === 1) return createWasmEngine();
  // the bundler puts the thread's script beside the command line's
  return createThreadedWasmEngine(threads, nodeThreadSpawner(path.join(__dirname, 'trainThread.js')), linkByMemory);
}
