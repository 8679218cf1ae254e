import { asFloats, type Raster } from '../image/raster';
import type { Machine } from '../methods/machine';
import { methodOf } from '../methods/registry';
import type { DenoiseHooks } from './hooks';
import type { DenoiseOptions } from './options';
import { isWithoutNoise, type PreparedPage, preparePage } from './preparedPage';
import { assertLargeEnough, type DenoiseResult, finished, noTraining } from './session';

/**
 * Denoises one page by the method of the options. Deterministic for given samples, options and engine.
 * @param start what an earlier page with as many colour channels taught; unset: nothing
 * @throws DenoiseError `too-small`, `cancelled`, `engine-unavailable`, `engine-failed`, `out-of-memory`
 */
export async function denoise(
  raster: Raster,
  options: DenoiseOptions,
  machine: Machine,
  hooks: DenoiseHooks = {},
  start?: Float32Array,
  page: PreparedPage = preparePage(raster),
): Promise<DenoiseResult> {
  assertLargeEnough(raster);
  const { samples = 'asSource' } = options;
  if (isWithoutNoise(page)) {
    const result = samples === 'float32' ? asFloats(raster) : raster;
    return { raster: result, statistics: noTraining, notes: page.notes };
  }
  const cleaned = await methodOf(options.method).clean({ page, options, machine, hooks, start });
  return finished(page, cleaned, samples, options.seed);
}
