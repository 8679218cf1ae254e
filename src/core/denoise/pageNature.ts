import { filled } from '../image/fill';
import type { Raster } from '../image/raster';
import { cropRaster, type Region } from '../image/region';
import { unmeasuredSamples } from '../image/unmeasured';
import { estimateNoiseCurve, type NoiseCurve } from '../noise/noiseCurve';
import { phaseShare } from '../noise/phaseShare';
import type { LivePreview } from './hooks';
import { fewLevelsStep } from './lowCounts';
import { phasesApart, phasesTogether } from './phases';

/**
 * Share of a page's windows that must alternate for it to count as a mosaic. Raw data of cameras and chequerboards measure
 * 0.43 to 1 (less where half of the page is something else), printed dots up to 0.27, letters and photographs with any
 * noise 0: where nothing alternates, taking phases apart costs more than 2 dB.
 */
const mosaicFrom = 0.35;

/** Variance over mean of what counts for photons; it is estimated, and their light differs from place to place. */
const poisson = { least: 0.5, most: 1.7 };

/** What a page is, as far as its samples tell, and how it is laid down for the network. */
export interface PageNature {
  /** The page as it is denoised: itself, or its phases apart. */
  readonly raster: Raster;
  readonly noise: NoiseCurve;
  /** Of a mosaic, the share of the page that shows it. */
  readonly mosaicShare?: number;
  /** Whether there is no noise to remove, so that denoising could only do harm. */
  readonly isFree: boolean;
  /** Whether the values are counts of a few photons. */
  readonly isCounted: boolean;
  /** Puts a denoised `raster` back into the page's own order. */
  together(denoised: Raster): Raster;
  /** A live view of the page that takes pieces of `raster`. */
  liveView(preview: LivePreview): LivePreview;
}

/** Looks at a page before anything is done to it. Milliseconds; a mosaic is copied. */
export function natureOf(page: Raster): PageNature {
  const share = mosaicShareOf(page);
  // scans of two levels can hold nothing between them, whatever was found
  const isBilevel = page.sampleFormat !== 'float' && page.bitDepth === 1;
  if (share < mosaicFrom || isBilevel) {
    const noise = noiseOf(page);
    const isFree = isBilevel || noise.isFree;
    return {
      raster: page,
      noise,
      isFree,
      isCounted: isCountOfPhotons(page, noise),
      together: (r) => r,
      liveView: (p) => p,
    };
  }
  const raster = phasesApart(page);
  const noise = noiseOf(raster);
  return {
    raster,
    noise,
    mosaicShare: share,
    isFree: noise.isFree,
    isCounted: isCountOfPhotons(raster, noise),
    together: (denoised) => phasesTogether(page, denoised),
    liveView: (preview) => mosaicView(page, preview),
  };
}

/** Counts of photons have a variance as large as their mean (Poisson), in steps of the counter's gain. */
function isCountOfPhotons(page: Raster, noise: NoiseCurve): boolean {
  const { mask } = unmeasuredSamples(page);
  const gain = fewLevelsStep(page, mask);
  if (gain === undefined) return false;
  for (let channel = 0; channel < page.colorChannels; channel++) {
    let [sum, count] = [0, 0];
    for (let at = channel; at < page.samples.length; at += page.channels) {
      if (mask.has(at)) continue;
      sum += page.samples[at];
      count++;
    }
    const mean = sum / count;
    const dispersion = noise.varianceAt(mean, channel) / (mean * gain);
    if (!(dispersion > poisson.least && dispersion < poisson.most)) return false;
  }
  return true;
}

/** Of what is measured: gaps and bad pixels tell nothing about the noise of the others. */
function noiseOf(page: Raster): NoiseCurve {
  const { gaps } = unmeasuredSamples(page);
  return estimateNoiseCurve(filled(page, gaps), gaps);
}

function mosaicShareOf(page: Raster): number {
  if (page.colorChannels !== 1) return 0;
  const { width, height } = page.mosaic ?? {};
  return width === 2 && height === 2 ? 1 : phaseShare(page, unmeasuredSamples(page).gaps);
}

/** Looks at whole cells: a region of the page is one of half its size where phases lie apart. */
function mosaicView(page: Raster, preview: LivePreview): LivePreview {
  return {
    region: () => {
      const region = preview.region();
      return region && inCells(region);
    },
    show: (piece, { left, top, width, height }) => {
      const place = {
        left: 2 * left,
        top: 2 * top,
        width: Math.min(2 * width, page.width - 2 * left),
        height: Math.min(2 * height, page.height - 2 * top),
      };
      preview.show(phasesTogether(cropRaster(page, place), piece), place);
    },
  };
}

function inCells({ left, top, width, height }: Region): Region {
  const firstColumn = Math.floor(left / 2);
  const firstRow = Math.floor(top / 2);
  return {
    left: firstColumn,
    top: firstRow,
    width: Math.ceil((left + width) / 2) - firstColumn,
    height: Math.ceil((top + height) / 2) - firstRow,
  };
}
