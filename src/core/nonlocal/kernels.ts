import { DenoiseError } from '../errors';
import plainKernels from './build/kernels.wasm';
import relaxedKernels from './build/kernelsRelaxed.wasm';

/** What assembly/index.ts exports. */
export interface NonLocalKernels {
  heapBase(): number;
  /** @param band address of the fields of assembly/band.ts */
  filterBand(band: number): void;
}

/** Kernels with a memory of their own, which grows with the largest band. */
export interface NonLocalInstance {
  readonly kernels: NonLocalKernels;
  readonly memory: WebAssembly.Memory;
}

/**
 * Starts the fastest build that this runtime accepts. A content security policy must allow 'wasm-unsafe-eval'.
 * @throws DenoiseError `engine-unavailable` without WebAssembly SIMD
 */
export async function startNonLocalKernels(): Promise<NonLocalInstance> {
  const build = [relaxedKernels, plainKernels].find((bytes) => WebAssembly.validate(bytes));
  if (!build) {
    throw new DenoiseError(
      'engine-unavailable',
      'the CPU engine needs WebAssembly with SIMD, which is missing here; update the editor (or Node.js to 20 or newer), and on Intel or AMD use a processor with SSE4.1',
    );
  }
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(build, { env: { memory } });
  return { kernels: instance.exports as unknown as NonLocalKernels, memory };
}
