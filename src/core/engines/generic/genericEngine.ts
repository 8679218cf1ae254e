import { DenoiseError } from '../../errors';
import type { LossTerms } from '../../networks/loss';
import type { EngineToStart } from '../cheapestEngine';
import type { Engine, Evaluation, Trainer, TrainerSetup } from '../engine';
import { costAt } from '../fused';
import { isSound, programCropFloats } from '../program';
import { meanLoss } from '../wasm/trainingLoop';
import { compileKernels, type KernelModule } from '../wasm/wasmModule';
import plainKernels from './build/kernels.wasm';
import relaxedKernels from './build/kernelsRelaxed.wasm';
import { GenericNetwork } from './genericNetwork';

const builds = [
  { bytes: relaxedKernels, description: 'WebAssembly relaxed SIMD' },
  { bytes: plainKernels, description: 'WebAssembly SIMD' },
];

/**
 * The CPU engine for any network, on the calling thread, in Node and in browsers.
 * Deterministic as createWasmEngine's. Its kernels are compiled with the first trainer.
 */
export function createGenericEngine(): Engine {
  let compiled: Promise<KernelModule> | undefined;
  return {
    id: 'generic',
    description: 'WebAssembly SIMD for any network',
    supports: isSound,
    cost: (program) => costAt(20, program),
    createTrainer: async (setup) => {
      compiled ??= compileKernels(builds);
      return new GenericTrainer(await GenericNetwork.create((await compiled).module, setup), setup);
    },
    dispose: () => {},
  };
}

/** The same, for engines of several to start when a program needs it. */
export const genericToStart: EngineToStart = (() => {
  const { id, description, supports, cost } = createGenericEngine();
  return { id, description, supports, cost, start: async () => createGenericEngine() };
})();

class GenericTrainer implements Trainer {
  private network: GenericNetwork | undefined;
  private readonly cropFloats: number;

  constructor(
    network: GenericNetwork,
    private readonly setup: TrainerSetup,
  ) {
    this.network = network;
    this.cropFloats = programCropFloats(setup.program, setup.cropHeight, setup.cropWidth);
  }

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    const network = this.alive();
    const losses: LossTerms[] = [];
    for (const [step, rate] of learningRates.entries()) {
      losses.push(this.differentiate(network, crops, step));
      network.update(rate);
    }
    return meanLoss(losses);
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    const network = this.alive();
    const loss = this.differentiate(network, crops, 0);
    return { loss, gradient: network.meanGradient().slice() };
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    return this.alive().infer(tile, height, width);
  }

  async parameters(): Promise<Float32Array> {
    return this.alive().parameters().slice();
  }

  dispose(): void {
    this.network = undefined;
  }

  private alive(): GenericNetwork {
    if (!this.network) throw new DenoiseError('disposed', 'this training run has ended');
    return this.network;
  }

  /** Brings the gradients of a step's crops into the network; returns their mean loss. */
  private differentiate(network: GenericNetwork, crops: Float32Array, step: number): LossTerms {
    const { batch } = this.setup;
    const losses: LossTerms[] = [];
    for (let crop = 0; crop < batch; crop++) {
      losses.push(network.differentiate(crops, (step * batch + crop) * this.cropFloats, crop));
    }
    return meanLoss(losses);
  }
}
