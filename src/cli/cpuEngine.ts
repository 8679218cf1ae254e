import path from 'node:path';
import type { Engine } from '../core/engines/engine';
import { linkByMemory } from '../core/engines/wasm/parallel/exchange';
import { createThreadedWasmEngine } from '../core/engines/wasm/parallel/threadedWasmEngine';
import { createWasmEngine } from '../core/engines/wasm/wasmEngine';
import { nodeThreadSpawner } from './nodeThreads';

/** The CPU engine for the command line. Throws DenoiseError `engine-unavailable`. */
export function startCpuEngine(threads: number): Promise<Engine> {
  if (threads === 1) return createWasmEngine();
  // the bundler puts the thread's script beside the command line's
  return createThreadedWasmEngine(threads, nodeThreadSpawner(path.join(__dirname, 'trainThread.js')), linkByMemory);
}
