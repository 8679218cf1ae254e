import type { Raster } from '../image/raster';
import { cropRaster, type Region } from '../image/region';
import { estimateNoiseCurve, type NoiseCurve } from '../noise/noiseCurve';
import { phaseShare } from '../noise/phaseShare';
import type { LivePreview } from './hooks';
import { phasesApart, phasesTogether } from './phases';

/**
 * Share of a page's windows that must alternate for it to count as a mosaic. Raw data of cameras and chequerboards measure
 * 0.43 to 1 (less where half of the page is something else), printed dots up to 0.27, letters and photographs with any
 * noise 0: where nothing alternates, taking phases apart costs more than 2 dB.
 */
const mosaicFrom = 0.35;

/** What a page is, as far as its samples tell, and how it is laid down for the network. */
export interface PageNature {
  /** The page as it is denoised: itself, or its phases apart. */
  readonly raster: Raster;
  readonly noise: NoiseCurve;
  /** Of a mosaic, the share of the page that shows it. */
  readonly mosaicShare?: number;
  /** Whether there is no noise to remove, so that denoising could only do harm. */
  readonly isFree: boolean;
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
    const noise = estimateNoiseCurve(page);
    return { raster: page, noise, isFree: isBilevel || noise.isFree, together: (r) => r, liveView: (p) => p };
  }
  const raster = phasesApart(page);
  const noise = estimateNoiseCurve(raster);
  return {
    raster,
    noise,
    mosaicShare: share,
    isFree: noise.isFree,
    together: (denoised) => phasesTogether(page, denoised),
    liveView: (preview) => mosaicView(page, preview),
  };
}

function mosaicShareOf(page: Raster): number {
  if (page.colorChannels !== 1) return 0;
  const { width, height } = page.mosaic ?? {};
  return width === 2 && height === 2 ? 1 : phaseShare(page);
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
