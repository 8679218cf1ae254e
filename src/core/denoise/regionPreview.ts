import type { Raster } from '../image/raster';
import { cropRaster, grownRegion, type Region, regionWithin } from '../image/region';
import type { Machine } from '../methods/machine';
import { blend } from './blend';
import type { DenoiseHooks } from './hooks';
import type { DenoiseOptions } from './options';
import { denoisePage } from './page';
import { recipeFor } from './recipe';

/** Pixels around the region that the network learns from too. */
const surroundings = 32;
/** Side of the smallest part to learn from. */
const leastSide = 128;
/** A second or so on two cores; enough to tell what the settings do. */
const mostSteps = 300;

export interface RegionPreview {
  /** The part of the region that lies on the page. */
  readonly region: Region;
  /** That part, denoised and blended to the strength asked for; all channels, in the page's own format. */
  readonly raster: Raster;
}

/**
 * Shows what settings do to a part of a page: trains for a moment on that part and its surroundings alone. Gaps and range
 * are those of the whole page. The result is
 * close to what a whole run makes there, not the same. Undefined when the region lies beside the page. Throws as
 * `denoise` does.
 * @param shown the channels that are looked at; unset: all of them. Time is spent on these only.
 */
export async function previewRegion(
  page: Raster,
  wanted: Region,
  options: DenoiseOptions,
  machine: Machine,
  hooks: DenoiseHooks = {},
  shown?: readonly number[],
): Promise<RegionPreview | undefined> {
  const region = regionWithin(wanted, page);
  if (!region) return undefined;
  const outer = grownRegion(region, page, surroundings, leastSide);
  const part = cropRaster(page, outer);
  const { raster } = await denoisePage(page, shortened(options), machine, hooks, { shown, region: outer });
  const inner = { ...region, left: region.left - outer.left, top: region.top - outer.top };
  return { region, raster: cropRaster(blend(part, raster, options.strength), inner) };
}

/** The reference recipe's steps on the full image take far too long to wait for; small crops learn the same. */
function shortened(options: DenoiseOptions): DenoiseOptions {
  const preset = options.preset === 'reference' ? 'balanced' : options.preset;
  return { ...options, preset, iterations: Math.min(mostSteps, recipeFor(options).iterations) };
}
