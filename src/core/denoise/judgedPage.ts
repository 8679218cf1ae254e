import { restoreMasked } from '../image/fill';
import { asFloats, type Raster } from '../image/raster';
import { cropRaster, type Region } from '../image/region';
import type { Machine } from '../methods/machine';
import { methodOf } from '../methods/registry';
import { parameterCount } from '../networks/zsN2n';
import { type AssumptionWarning, checkNature, checkRemoved, notable } from './assumptions';
import { denoise } from './denoise';
import type { DenoiseHooks, LivePreview } from './hooks';
import { keepStructure, keepStructureInPiece } from './keptStructure';
import type { DenoiseOptions } from './options';
import { natureOf, type PageNature } from './pageNature';
import { isWithoutNoise, type PreparedPage, partOfPage, preparePage } from './preparedPage';
import { optionsFrom } from './reuse';
import { assertLargeEnough, type DenoiseResult, finished, noTraining } from './session';

export interface JudgedResult extends DenoiseResult {
  /** What was found in the page, and in what was removed from it. */
  readonly findings: readonly AssumptionWarning[];
}

/** Where to start from, and what to denoise. */
export interface JudgedPlan {
  /** Parameters of an earlier page; where they fit, the page starts from them and trains for fewer steps. */
  readonly learned?: Float32Array;
  /** The part of the page to denoise; what is no measurement, and the range of values, are the whole page's. Unset: all. */
  readonly region?: Region;
}

/**
 * Denoises a page as `denoise` does, and looks at it before and after: the phases of a mosaic are denoised apart, a page
 * without noise stays as it is, and what was removed though it is no noise is put back. The preset `reference`, which is
 * the paper's own recipe, is only looked at. Throws as `denoise` does.
 */
export async function denoiseJudged(
  whole: Raster,
  options: DenoiseOptions,
  machine: Machine,
  hooks: DenoiseHooks = {},
  { learned, region }: JudgedPlan = {},
): Promise<JudgedResult> {
  const page = region ? cropRaster(whole, region) : whole;
  assertLargeEnough(page);
  const nature = natureOf(page);
  const found = checkNature(nature);
  const prepareAsItIs = () => (region ? partOfPage(preparePage(whole), region) : preparePage(page));
  if (options.preset === 'reference') {
    const start = startFor(page, learned);
    const result = await denoise(page, optionsFrom(options, start), machine, hooks, start, prepareAsItIs());
    return { ...result, findings: [...found, ...checkRemoved(page, result.raster)] };
  }
  if (nature.isFree) return { ...unchanged(page, options), findings: found };
  const prepared = nature.mosaicShare === undefined ? prepareAsItIs() : preparePage(nature.raster);
  if (isWithoutNoise(prepared)) return { ...unchanged(page, options), notes: prepared.notes, findings: found };
  const start = startFor(nature.raster, learned);
  const live = hooks.live && judgedView(nature, prepared, nature.liveView(hooks.live));
  const run = { page: prepared, options: optionsFrom(options, start), machine, hooks: { ...hooks, live }, start };
  const cleaned = await methodOf(options.method).clean(run);
  const begun = performance.now();
  restoreMasked(prepared.filled, prepared.mask, cleaned.raster);
  const judged = await keepStructure(prepared.filled, cleaned.raster, nature.noise, hooks);
  const result = finished(prepared, { ...cleaned, raster: judged.raster }, options.samples ?? 'asSource', options.seed);
  const raster = nature.together(result.raster);
  const inferSeconds = result.statistics.inferSeconds + (performance.now() - begun) / 1000;
  const kept = notable([{ kind: 'kept', amount: judged.keptShare }]);
  const statistics = { ...result.statistics, inferSeconds };
  return { ...result, raster, statistics, findings: [...found, ...kept, ...checkRemoved(page, raster)] };
}

/** A page in which there is nothing to remove, in the samples asked for. */
function unchanged(page: Raster, { samples }: DenoiseOptions): DenoiseResult {
  return { raster: samples === 'float32' ? asFloats(page) : page, statistics: noTraining, notes: [] };
}

/** A live view that shows pieces as the result will have them; where they end, what lies beyond is not judged with them. */
function judgedView({ noise }: PageNature, { filled }: PreparedPage, preview: LivePreview): LivePreview {
  return {
    region: () => preview.region(),
    show: (piece, place) => preview.show(keepStructureInPiece(cropRaster(filled, place), piece, noise).raster, place),
  };
}

/** What was learned, where it is of as many channels. */
function startFor({ colorChannels }: Raster, learned: Float32Array | undefined): Float32Array | undefined {
  return learned?.length === parameterCount(colorChannels) ? learned : undefined;
}
