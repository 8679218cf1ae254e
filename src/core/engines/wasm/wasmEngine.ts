import { DenoiseError } from '../../errors';
import { cropFloats } from '../../networks/crop';
import type { LossTerms } from '../../networks/loss';
import type { Engine, Evaluation, Trainer } from '../engine';
import { costAt, type FusedSetup, fusedSetup, isFusedProgram } from '../fused';
import type { Program } from '../program';
import { meanLoss, runSteps } from './trainingLoop';
import { compileKernels } from './wasmModule';
import { WasmNetwork } from './wasmNetwork';

/**
 * The CPU engine on the calling thread, in Node and in browsers. Deterministic: the same setup and crops give the same
 * bytes on every machine that runs the plain build of the kernels, and on every run of one machine with the relaxed one.
 * @throws DenoiseError `engine-unavailable` without WebAssembly SIMD
 */
export async function createWasmEngine(): Promise<Engine> {
  const { module, description } = await compileKernels();
  return {
    id: 'wasm',
    description,
    supports: isFusedProgram,
    cost: fusedCost,
    createTrainer: async (setup) => {
      const fused = fusedSetup(setup);
      return new WasmTrainer(await WasmNetwork.create(module, fused), fused);
    },
    dispose: () => {},
  };
}

/** About 100 GFLOP/s, see docs/performance.md. */
export const fusedCost = (program: Program): number => costAt(100, program);

class WasmTrainer implements Trainer {
  private network: WasmNetwork | undefined;

  constructor(
    network: WasmNetwork,
    private readonly setup: FusedSetup,
  ) {
    this.network = network;
  }

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    const network = this.alive();
    return runSteps(network, learningRates, (step) => this.differentiate(network, crops, step));
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    const network = this.alive();
    const loss = this.differentiate(network, crops, 0);
    return { loss, gradient: network.meanGradient().slice() };
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    const result = new Float32Array(tile.length);
    this.alive().inferRows(tile, height, width, 0, height, result);
    return result;
  }

  async parameters(): Promise<Float32Array> {
    return this.alive().parameters().slice();
  }

  dispose(): void {
    this.network = undefined;
  }

  private alive(): WasmNetwork {
    if (!this.network) throw new DenoiseError('disposed', 'this training run has ended');
    return this.network;
  }

  private differentiate(network: WasmNetwork, crops: Float32Array, step: number): LossTerms {
    const { batch } = this.setup;
    const size = cropFloats(this.setup);
    const losses: LossTerms[] = [];
    for (let crop = 0; crop < batch; crop++) {
      losses.push(network.differentiate(crops, (step * batch + crop) * size, crop));
    }
    return meanLoss(losses);
  }
}
