import type { Engine } from '../../src/core/engines/engine';
import { createTfjsEngine } from '../../src/core/engines/tfjs/tfjsEngine';
import { createWasmEngine } from '../../src/core/engines/wasm/wasmEngine';
import type { EngineChoice, EngineReason, EngineReport } from '../../src/shared/protocol';
import { probeWebgl, type WebglSupport } from './webglProbe';

const cpuReasons: Record<Exclude<WebglSupport, 'hardware'>, EngineReason> = {
  none: 'no-webgl',
  software: 'software-webgl',
  'half-float': 'half-float-webgl',
};

/**
 * Starts the engine the person chose. `auto` takes WebGL where a GPU runs it and the CPU engine elsewhere: WebGL
 * emulated in software is far slower than WebAssembly on the same cores.
 * @throws DenoiseError `engine-unavailable` when the chosen engine cannot run here.
 */
export async function chooseEngine(choice: EngineChoice): Promise<{ engine: Engine; report: EngineReport }> {
  if (choice === 'cpu') return reported(await createWasmEngine(), 'chosen');
  const { support, renderer } = probeWebgl();
  if (choice === 'webgl') return reported(await createTfjsEngine({ allowSoftware: true }), 'chosen', renderer);
  if (support === 'hardware') {
    return reported(await createTfjsEngine({ allowSoftware: false }), 'hardware-webgl', renderer);
  }
  return reported(await createWasmEngine(), cpuReasons[support], renderer);
}

function reported(engine: Engine, reason: EngineReason, renderer?: string) {
  const { id, description } = engine;
  return { engine, report: { id, description, reason, ...(renderer && { renderer }) } };
}
