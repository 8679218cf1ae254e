/** Runs in a worker of a real browser and serves an engine's methods. Bundled by engineBrowser.ts. */
import * as tf from '@tensorflow/tfjs';
import { stepMilliseconds } from '../../bench/steps';
import type { Engine, EngineId, Evaluation, Trainer, TrainerSetup } from '../../src/core/engines/engine';
import { createGenericEngine } from '../../src/core/engines/generic/genericEngine';
import { isContextLost } from '../../src/core/engines/gpu/contextLost';
import { createTfjsEngine } from '../../src/core/engines/tfjs/tfjsEngine';
import { createWasmEngine } from '../../src/core/engines/wasm/wasmEngine';
import { createWebglEngine } from '../../src/core/engines/webgl/webglEngine';
import type { LossTerms } from '../../src/core/networks/loss';
import { RpcPeer } from '../../src/shared/rpc';
import { startCpuEngine } from '../../webview/worker/cpuEngine';
import { probeWebgl, type WebglReport } from '../../webview/worker/webglProbe';
import { type AfterLoss, denoiseLosingContext, type LosingContext } from './losingContext';
import { limitTextures } from './scarceMemory';
import { countWebglCalls, type WebglCalls } from './webglCalls';

/** The product's engines, and the CPU's without threads. */
export type TestedEngine = EngineId | 'one thread';

export interface EngineWorkerApi {
  probe(): WebglReport;
  /**
   * @param allowSoftware for the engines on WebGL
   * @param withoutExtension a WebGL extension that the engine's context pretends not to have
   */
  createEngine(options: { id: TestedEngine; allowSoftware: boolean; withoutExtension?: string }): Promise<string>;
  createTrainer(setup: TrainerSetup): Promise<number>;
  train(work: { trainer: number; crops: Float32Array; learningRates: Float32Array }): Promise<LossTerms>;
  evaluate(work: { trainer: number; crops: Float32Array }): Promise<Evaluation>;
  infer(work: { trainer: number; tile: Float32Array; height: number; width: number }): Promise<Float32Array>;
  parameters(work: { trainer: number }): Promise<Float32Array>;
  disposeTrainer(work: { trainer: number }): void;
  disposeEngine(): void;
  /** Median milliseconds of a training step, timed in the worker so that passing crops to it does not count. */
  stepMilliseconds(work: { side: number; batch: number; rounds: number }): Promise<number>;
  calls(): WebglCalls;
  /** Tensors that TensorFlow.js holds. */
  tensors(): number;
  limitTextures(limit: { mostTexels: number }): void;
  denoiseLosingContext(work: LosingContext): Promise<AfterLoss>;
  /** How many errors WebGL noted. */
  webglErrors(): number;
  /** Starts training, takes the context away before it ends, and tells whether it failed for that reason. */
  loseContextWhileTraining(work: {
    trainer: number;
    crops: Float32Array;
    learningRates: Float32Array;
  }): Promise<{ isContextLost: boolean; message: string }>;
}

/** Blob address that the page puts before this script. */
declare const threadScript: string;

const calls = countWebglCalls();
let engine: Engine | undefined;
let canvas: OffscreenCanvas | undefined;
const trainers = new Map<number, Trainer>();

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('there is none');
  return value;
};
const trainerOf = ({ trainer }: { trainer: number }) => present(trainers.get(trainer));

/** On a canvas that the tests can reach. */
function ownCanvas(withoutExtension: string | undefined): OffscreenCanvas {
  canvas = new OffscreenCanvas(1, 1);
  if (withoutExtension) {
    const gl = present(canvas.getContext('webgl2') ?? undefined);
    const original = gl.getExtension.bind(gl) as (name: string) => unknown;
    Object.assign(gl, { getExtension: (name: string) => (name === withoutExtension ? null : original(name)) });
  }
  return canvas;
}

const api: EngineWorkerApi = {
  probe: probeWebgl,
  async createEngine({ id, allowSoftware, withoutExtension }) {
    const options = { allowSoftware, canvas: ownCanvas(withoutExtension) };
    const create = {
      webgl: () => createWebglEngine(options),
      tfjs: () => createTfjsEngine(options),
      wasm: () => startCpuEngine(threadScript),
      generic: async () => createGenericEngine(),
      'one thread': createWasmEngine,
    };
    engine = await create[id]();
    return engine.description;
  },
  async createTrainer(setup) {
    const id = trainers.size + 1;
    trainers.set(id, await present(engine).createTrainer(setup));
    return id;
  },
  train: (work) => trainerOf(work).train(work.crops, work.learningRates),
  evaluate: (work) => trainerOf(work).evaluate(work.crops),
  infer: (work) => trainerOf(work).infer(work.tile, work.height, work.width),
  parameters: (work) => trainerOf(work).parameters(),
  disposeTrainer: (work) => trainerOf(work).dispose(),
  disposeEngine: () => engine?.dispose(),
  stepMilliseconds: ({ side, batch, rounds }) => stepMilliseconds(present(engine), side, batch, rounds),
  calls,
  tensors: () => tf.engine().state.numTensors,
  limitTextures: ({ mostTexels }) => limitTextures(mostTexels),
  denoiseLosingContext: (work) => denoiseLosingContext(work, threadScript),
  webglErrors() {
    present(canvas?.getContext('webgl2') ?? undefined).getError();
    return calls().errors;
  },
  async loseContextWhileTraining(work) {
    const training = trainerOf(work).train(work.crops, work.learningRates);
    present(canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context') ?? undefined).loseContext();
    const error = await training.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { isContextLost: isContextLost(error), message: error instanceof Error ? error.message : 'no error' };
  },
};

new RpcPeer<EngineWorkerApi, Record<never, never>>(
  {
    post: (message) => self.postMessage(message),
    listen: (receive) => self.addEventListener('message', ({ data }) => receive(data)),
  },
  api,
);
