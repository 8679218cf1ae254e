/** Runs in a worker of a real browser: calls an engine as a test asks. Bundled by browser.ts. */
import type { Engine, Evaluation, LossTerms, TrainerSetup } from '../../src/core/engines/engine';
import { createTfjsEngine } from '../../src/core/engines/tfjs/tfjsEngine';
import { createWasmEngine } from '../../src/core/engines/wasm/wasmEngine';
import { RpcPeer } from '../../src/shared/rpc';
import { probeWebgl, type WebglReport } from '../../webview/worker/webglProbe';

export type TestedEngine = 'tfjs' | 'wasm';

export interface EngineWork {
  readonly engine: TestedEngine;
  readonly setup: TrainerSetup;
  /** [height][width][channel] of the one crop that is used throughout. */
  readonly crop: Float32Array;
  readonly steps: number;
  readonly learningRate: number;
}

export interface EngineOutcome {
  readonly evaluation: Evaluation;
  readonly denoised: Float32Array;
  readonly losses: readonly LossTerms[];
  readonly parametersAfter: Float32Array;
  readonly denoisedAfter: Float32Array;
}

export interface EnginePageApi {
  probe(): WebglReport;
  work(work: EngineWork): Promise<EngineOutcome>;
}

const engines: Record<TestedEngine, () => Promise<Engine>> = {
  tfjs: () => createTfjsEngine({ allowSoftware: true }),
  wasm: createWasmEngine,
};

async function work({ engine: id, setup, crop, steps, learningRate }: EngineWork): Promise<EngineOutcome> {
  const engine = await engines[id]();
  const trainer = await engine.createTrainer(setup);
  const { cropHeight, cropWidth } = setup;
  const evaluation = await trainer.evaluate(crop);
  const denoised = await trainer.infer(crop, cropHeight, cropWidth);
  const losses: LossTerms[] = [];
  for (let step = 0; step < steps; step++) losses.push(await trainer.train(crop, Float32Array.of(learningRate)));
  const parametersAfter = await trainer.parameters();
  const denoisedAfter = await trainer.infer(crop, cropHeight, cropWidth);
  trainer.dispose();
  engine.dispose();
  return { evaluation, denoised, losses, parametersAfter, denoisedAfter };
}

new RpcPeer<EnginePageApi, Record<never, never>>(
  {
    post: (message) => self.postMessage(message),
    listen: (receive) => self.addEventListener('message', ({ data }) => receive(data)),
  },
  { probe: probeWebgl, work },
);
