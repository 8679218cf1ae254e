import type { Engine } from '../engines/engine';
import type { Raster } from '../image/raster';
import { cropRaster } from '../image/region';
import { parameterCount } from '../network/layout';
import { type AssumptionWarning, checkNature, checkRemoved, notable } from './assumptions';
import type { DenoiseHooks, LivePreview } from './hooks';
import { keepStructure, keepStructureInPiece } from './keptStructure';
import type { DenoiseOptions } from './options';
import { natureOf, type PageNature } from './pageNature';
import { optionsFrom } from './reuse';
import { type DenoiseResult, denoise, noTraining } from './session';

export interface JudgedResult extends DenoiseResult {
  /** What was found in the page, and in what was removed from it. */
  readonly findings: readonly AssumptionWarning[];
}

/**
 * Denoises a page as `denoise` does, and looks at it before and after: the phases of a mosaic are denoised apart, a page
 * without noise stays as it is, and what was removed though it is no noise is put back. The preset `reference`, which is
 * the paper's own recipe, is only looked at. Throws as `denoise` does.
 * @param learned parameters of an earlier page; where they fit, the page starts from them and trains for fewer steps
 */
export async function denoiseJudged(
  page: Raster,
  options: DenoiseOptions,
  engine: Engine,
  hooks: DenoiseHooks = {},
  learned?: Float32Array,
): Promise<JudgedResult> {
  const nature = natureOf(page);
  const found = checkNature(nature);
  if (options.preset === 'reference') {
    const result = await run(page, options, engine, hooks, learned);
    return { ...result, findings: [...found, ...checkRemoved(page, result.raster)] };
  }
  if (nature.isFree) return { raster: page, statistics: noTraining, notes: [], findings: found };
  const live = hooks.live && judgedView(nature, nature.liveView(hooks.live));
  const result = await run(nature.raster, options, engine, { ...hooks, live }, learned);
  const begun = performance.now();
  const judged = await keepStructure(nature.raster, result.raster, nature.noise, hooks);
  const raster = nature.together(judged.raster);
  const inferSeconds = result.statistics.inferSeconds + (performance.now() - begun) / 1000;
  const kept = notable([{ kind: 'kept', amount: judged.keptShare }]);
  const statistics = { ...result.statistics, inferSeconds };
  return { ...result, raster, statistics, findings: [...found, ...kept, ...checkRemoved(page, raster)] };
}

/** A live view that shows pieces as the result will have them; where they end, what lies beyond is not judged with them. */
function judgedView({ raster, noise }: PageNature, preview: LivePreview): LivePreview {
  return {
    region: () => preview.region(),
    show: (piece, place) => preview.show(keepStructureInPiece(cropRaster(raster, place), piece, noise).raster, place),
  };
}

/** Goes on from what was learned, where it is of as many channels. */
function run(
  raster: Raster,
  options: DenoiseOptions,
  engine: Engine,
  hooks: DenoiseHooks,
  learned?: Float32Array,
): Promise<DenoiseResult> {
  const { colorChannels } = raster;
  const start = learned?.length === parameterCount(colorChannels) ? learned : undefined;
  const fitting = optionsFrom(options, start && { parameters: start, colorChannels });
  return denoise(raster, fitting, engine, hooks, start);
}
