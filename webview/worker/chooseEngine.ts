import { createCheapestEngine } from '../../src/core/engines/cheapestEngine';
import type { Engine } from '../../src/core/engines/engine';
import { createFallbackEngine } from '../../src/core/engines/fallbackEngine';
import { isContextLost } from '../../src/core/engines/gpu/contextLost';
import { tfjsTraits } from '../../src/core/engines/tfjs/traits';
import { createWebglEngine } from '../../src/core/engines/webgl/webglEngine';
import { toDenoiseError } from '../../src/core/errors';
import type { EngineChoice, EngineReason, EngineReport } from '../../src/shared/run';
import { startCpuEngine } from './cpuEngine';
import { probeWebgl, type WebglSupport } from './webglProbe';

const cpuReasons: Record<Exclude<WebglSupport, 'hardware'>, EngineReason> = {
  none: 'no-webgl',
  software: 'software-webgl',
  'half-float': 'half-float-webgl',
};

/**
 * Starts the engine the person chose. `auto` takes WebGL where a GPU runs it and the CPU engine elsewhere: WebGL
 * emulated in software is far slower than WebAssembly on the same cores. A GPU that is lost on the way hands its work to
 * the CPU.
 * @param threadScript address of the CPU engine's thread script
 * @param report told what runs and why, again when that changes
 * @throws DenoiseError `engine-unavailable` when the chosen engine cannot run here.
 */
export async function chooseEngine(
  choice: EngineChoice,
  threadScript: string,
  report: (report: EngineReport) => void,
): Promise<Engine> {
  const startCpu = async (reason: EngineReason, renderer?: string) => {
    const engine = await startCpuEngine(threadScript);
    report(reportOn(engine, reason, renderer));
    return engine;
  };
  if (choice === 'cpu') return startCpu('chosen');
  const { support, renderer } = probeWebgl();
  if (choice === 'auto' && support !== 'hardware') return startCpu(cpuReasons[support], renderer);

  const engine = await startGpu(choice === 'webgl');
  report(reportOn(engine, choice === 'webgl' ? 'chosen' : 'hardware-webgl', renderer));
  return createFallbackEngine(engine, {
    isDeviceLost: isContextLost,
    start: () => startCpu('gpu-lost', renderer),
  });
}

/** Our own shaders; where a driver cannot run them, and for networks that they are not made for, TensorFlow.js. */
async function startGpu(allowSoftware: boolean): Promise<Engine> {
  // evaluating TensorFlow.js takes longer than opening an image, and hardly anybody needs it
  const start = async () => {
    const { createTfjsEngine } = await import('../../src/core/engines/tfjs/tfjsEngine');
    return createTfjsEngine({ allowSoftware });
  };
  try {
    return createCheapestEngine(await createWebglEngine({ allowSoftware }), [{ ...tfjsTraits, start }]);
  } catch (error) {
    if (toDenoiseError(error).code === 'internal') throw error;
    return start();
  }
}

function reportOn({ id, description }: Engine, reason: EngineReason, renderer?: string): EngineReport {
  return { id, description, reason, ...(renderer && { renderer }) };
}
