import { DenoiseError } from '../../errors';
import plainKernels from './build/kernels.wasm';
import relaxedKernels from './build/kernelsRelaxed.wasm';
import type { Kernels } from './kernels';

/** The compiled kernels; their optimised machine code is shared by all instances. */
export interface KernelModule {
  readonly module: WebAssembly.Module;
  /** For people: which build it is. */
  readonly description: string;
}

/** Kernels with a memory of their own. */
export interface KernelInstance<K> {
  readonly kernels: K;
  readonly memory: WebAssembly.Memory;
}

/** Builds of the same kernels, the fastest first. */
export type KernelBuilds = readonly { readonly bytes: Uint8Array<ArrayBuffer>; readonly description: string }[];

const fusedBuilds: KernelBuilds = [
  { bytes: relaxedKernels, description: 'WebAssembly relaxed SIMD' },
  { bytes: plainKernels, description: 'WebAssembly SIMD' },
];

/**
 * Compiles the fastest build that this runtime accepts. A content security policy must allow 'wasm-unsafe-eval'.
 * @throws DenoiseError `engine-unavailable` without WebAssembly SIMD
 */
export async function compileKernels(builds: KernelBuilds = fusedBuilds): Promise<KernelModule> {
  const build = typeof WebAssembly === 'object' && builds.find(({ bytes }) => WebAssembly.validate(bytes));
  if (!build) {
    throw new DenoiseError(
      'engine-unavailable',
      'the CPU engine needs WebAssembly with SIMD, which is missing here; update the editor (or Node.js to 20 or newer), and on Intel or AMD use a processor with SSE4.1',
    );
  }
  return { module: await WebAssembly.compile(build.bytes), description: build.description };
}

/** A fresh instance with one page (64 KiB) of memory, to be grown to what is needed. */
export async function instantiateKernels<K = Kernels>(module: WebAssembly.Module): Promise<KernelInstance<K>> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return { kernels: instance.exports as unknown as K, memory };
}
