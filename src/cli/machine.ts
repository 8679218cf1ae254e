import path from 'node:path';
import { createCheapestEngine } from '../core/engines/cheapestEngine';
import type { Engine } from '../core/engines/engine';
import { genericToStart } from '../core/engines/generic/genericEngine';
import { linkByMemory } from '../core/engines/wasm/parallel/exchange';
import { createThreadedWasmEngine } from '../core/engines/wasm/parallel/threadedWasmEngine';
import { createWasmEngine } from '../core/engines/wasm/wasmEngine';
import type { Machine } from '../core/methods/machine';
import { createBandRunner, createThreadedBandRunner, type ThreadedBandRunner } from '../core/nonlocal/bandThreads';
import { nodeThreadSpawner } from './nodeThreads';

/** The bundler puts the threads' script beside the command line's. */
const spawnThread = () => nodeThreadSpawner(path.join(__dirname, 'computeThread.js'));

/** The machine that the command line runs on: its CPU. */
export class NodeMachine implements Machine {
  private startedEngine: Promise<Engine> | undefined;
  private startedBands: ThreadedBandRunner | undefined;

  constructor(private readonly threads: number) {}

  /** Throws DenoiseError `engine-unavailable`. */
  engine(): Promise<Engine> {
    this.startedEngine ??= this.startEngine();
    return this.startedEngine;
  }

  private async startEngine(): Promise<Engine> {
    const fused = await (this.threads === 1
      ? createWasmEngine()
      : createThreadedWasmEngine(this.threads, spawnThread(), linkByMemory));
    return createCheapestEngine(fused, [genericToStart]);
  }

  async bands() {
    if (this.threads === 1) return createBandRunner();
    this.startedBands ??= createThreadedBandRunner(this.threads, spawnThread());
    return this.startedBands;
  }

  /** For people: what has run where. */
  async description(): Promise<string> {
    if (this.startedEngine) return (await this.startedEngine).description;
    return this.threads === 1 ? 'WebAssembly SIMD' : `WebAssembly SIMD on ${this.threads} threads`;
  }

  async dispose(): Promise<void> {
    this.startedBands?.dispose();
    (await this.startedEngine?.catch(() => undefined))?.dispose();
  }
}
