import { blockGridStrength } from '../image/blockGrid';
import { clippedShare } from '../image/clipping';
import { neighbourCorrelation, removedCorrelation } from '../image/neighbourCorrelation';
import type { Raster } from '../image/raster';
import { natureOf, type PageNature } from './pageNature';

/**
 * What the method needs: noise of mean zero, independent from pixel to pixel, on a picture that is smooth from one pixel
 * to the next. Each kind is a way to miss it, with its amount:
 * - `correlated`: correlation of the noise of neighbouring pixels, -1 to 1. The network learns to keep such noise.
 * - `jpegBlocks`: trace of JPEG's blocks, 0 to 1. JPEG has changed the noise, block by block.
 * - `clipped`: share of the samples that noise drove against an end of the range. There its mean is not zero.
 * - `mosaic`: share of the page in which 2x2 phases show. They are denoised apart.
 * - `noNoise`: 1 when there is nothing to remove. The page is kept as it is.
 * - `kept`: share of the page from which more would have been removed than noise can be. It was put back.
 * - `structureRemoved`: correlation of neighbouring pixels of what was removed, which is more than noise then.
 */
export type AssumptionKind =
  | 'correlated'
  | 'jpegBlocks'
  | 'clipped'
  | 'mosaic'
  | 'noNoise'
  | 'kept'
  | 'structureRemoved';

export interface AssumptionWarning {
  readonly kind: AssumptionKind;
  readonly amount: number;
}

/**
 * Amounts from which on a warning is given. White noise of sigma 10 and more on photographs measures below 0.07, noise
 * blurred with sigma 0.6 pixels, which costs three quarters of the gain in dB, 0.21 to 0.29; JPEG of quality 90 and
 * below 0.18 and more, no JPEG below 0.02; removed white noise below 0, details removed from clean pictures up to 0.17.
 * Where a twentieth of the samples are clipped, the middle of dark and bright areas is visibly off. Of photographs less
 * than a hundredth is kept, of small letters a third and more; a mosaic is one wherever natureOf says so.
 */
export const warningFrom: Readonly<Record<AssumptionKind, number>> = {
  correlated: 0.2,
  jpegBlocks: 0.1,
  clipped: 0.05,
  mosaic: 0,
  noNoise: 1,
  kept: 0.05,
  structureRemoved: 0.1,
};

/** Looks for noise that the method does not expect, before training. Empty when the page looks fit. */
export function checkPage(page: Raster): readonly AssumptionWarning[] {
  return checkNature(natureOf(page));
}

/** The same of a page that was looked at. */
export function checkNature({ raster, mosaicShare, isFree, isCounted }: PageNature): readonly AssumptionWarning[] {
  if (isFree) return [{ kind: 'noNoise', amount: 1 }];
  return notable([
    ...(mosaicShare === undefined ? [] : [{ kind: 'mosaic', amount: mosaicShare } as const]),
    { kind: 'correlated', amount: neighbourCorrelation(raster) },
    { kind: 'jpegBlocks', amount: blockGridStrength(raster) },
    // where nothing was counted nothing is cut off
    { kind: 'clipped', amount: isCounted ? 0 : clippedShare(raster) },
  ]);
}

/** Looks at what was removed from a page: `denoised` is the result at full strength. Empty when it looks like noise. */
export function checkRemoved(original: Raster, denoised: Raster): readonly AssumptionWarning[] {
  return notable([{ kind: 'structureRemoved', amount: removedCorrelation(original, denoised) }]);
}

/** Those that are worth a warning. */
export const notable = (findings: readonly AssumptionWarning[]): readonly AssumptionWarning[] =>
  findings.filter(({ kind, amount }) => amount >= warningFrom[kind]);
