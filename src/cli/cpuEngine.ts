import type { Engine } from '../core/engines/engine';
import { createWasmEngine } from '../core/engines/wasm/wasmEngine';

/** The CPU engine for the command line. */
export async function startCpuEngine(_threads: number): Promise<Engine> {
  return createWasmEngine();
}
