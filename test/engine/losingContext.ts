import { denoise } from '../../src/core/denoise/denoise';
import type { DenoiseStatistics } from '../../src/core/denoise/session';
import { validateOptions } from '../../src/core/denoise/validateOptions';
import type { Raster } from '../../src/core/image/raster';
import { machineOn } from '../../src/core/methods/machine';
import type { EngineReport } from '../../src/shared/run';
import { chooseEngine } from '../../webview/worker/chooseEngine';

export interface LosingContext {
  /** Grey samples from 0 to 1. */
  readonly samples: Float32Array;
  readonly side: number;
  readonly iterations: number;
  /** The step from which on the context is taken away, while later steps are under way. */
  readonly atStep: number;
}

export interface AfterLoss {
  readonly samples: Float32Array;
  readonly statistics: DenoiseStatistics;
  readonly reports: readonly EngineReport[];
  /** Steps of each call of the engine, as progress told them. */
  readonly strides: readonly number[];
}

/**
 * Denoises as the editor does, on WebGL first, and takes the context away in the middle.
 * @param threadScript blob address of the CPU engine's thread script
 */
export async function denoiseLosingContext(
  { samples, side, iterations, atStep }: LosingContext,
  threadScript: string,
): Promise<AfterLoss> {
  const contexts = watchContexts();
  const reports: EngineReport[] = [];
  const engine = await chooseEngine('webgl', threadScript, (report) => reports.push(report));
  const raster: Raster = {
    width: side,
    height: side,
    channels: 1,
    colorChannels: 1,
    sampleFormat: 'float',
    bitDepth: 32,
    samples,
  };
  const strides: number[] = [];
  let last = 0;
  let isLost = false;
  const options = validateOptions({ preset: 'custom', iterations });
  const result = await denoise(raster, options, machineOn(engine), {
    onProgress: ({ phase, step }) => {
      if (phase !== 'train') return;
      strides.push(step - last);
      last = step;
      if (isLost || step < atStep) return;
      isLost = true;
      setTimeout(() => contexts.at(-1)?.getExtension('WEBGL_lose_context')?.loseContext(), 1);
    },
  });
  engine.dispose();
  return { samples: Float32Array.from(result.raster.samples), statistics: result.statistics, reports, strides };
}

/** The WebGL2 contexts made from now on. */
function watchContexts(): WebGL2RenderingContext[] {
  const contexts: WebGL2RenderingContext[] = [];
  const prototype = OffscreenCanvas.prototype as unknown as { getContext(...args: unknown[]): unknown };
  const original = prototype.getContext;
  prototype.getContext = function (...args) {
    const context = original.apply(this, args);
    if (context instanceof WebGL2RenderingContext) contexts.push(context);
    return context;
  };
  return contexts;
}
