import type { Trainer } from '../engines/engine';
import type { Raster } from '../image/raster';
import { cropRaster, grownRegion, type Region, regionWithin } from '../image/region';
import { tilesOf } from '../image/tiles';
import { receptiveRadius } from '../networks/zsN2n';
import { createRegionReader } from './crops';
import type { LivePreview } from './hooks';
import { applyNetwork } from './inference';
import { finishPage, type PreparedPage, partOfPage } from './preparedPage';
import { identity } from './symmetries';

/** Part of the training time that looks at the unfinished result may cost. */
const share = 0.1;
/** Looks follow each other no faster than this. */
const secondsBetween = 0.5;
/** Side of what is cleaned at once: small, so that training is not held up for long. */
const pieceSide = 128;
/** Side of the largest region that is kept up to date; of larger ones the middle is. */
const largestSide = 512;

const now = () => performance.now() / 1000;

/**
 * Cleans the visible part of a page again and again while the network learns, piece by piece from the middle outwards,
 * as time allows. It changes nothing about the training.
 */
export class LiveView {
  private allowance = 0;
  private lastEnd = now();
  private lastBegin = Number.NEGATIVE_INFINITY;
  private looked: Region | undefined;
  private pieces: Region[] = [];

  constructor(
    private readonly page: PreparedPage,
    private readonly preview: LivePreview,
  ) {}

  /** To be called between training steps. Throws DenoiseError (`engine-failed`). */
  async update(trainer: Trainer): Promise<void> {
    this.allowance = Math.min(secondsBetween * share, this.allowance + share * (now() - this.lastEnd));
    if (this.allowance > 0) await this.showPieces(trainer);
    this.lastEnd = now();
  }

  private async showPieces(trainer: Trainer): Promise<void> {
    this.choosePieces();
    while (this.allowance > 0) {
      const place = this.pieces.shift();
      if (!place) return;
      const begun = now();
      this.preview.show(await this.clean(place, trainer), place);
      this.allowance -= now() - begun;
    }
  }

  /** Begins anew when another part is looked at, or when all pieces are done and it is time for the next look. */
  private choosePieces(): void {
    const wanted = this.preview.region();
    const region = wanted && regionWithin(middleOf(wanted), this.page.source);
    const hasMoved = !isSame(region, this.looked);
    const isDue = this.pieces.length === 0 && now() - this.lastBegin >= secondsBetween;
    if (!hasMoved && !isDue) return;
    this.looked = region;
    this.lastBegin = now();
    this.pieces = region ? piecesOf(region) : [];
  }

  private async clean(place: Region, trainer: Trainer): Promise<Raster> {
    const outer = grownRegion(place, this.page.source, receptiveRadius, 0);
    const part = partOfPage(this.page, outer);
    const reader = createRegionReader(part.filled, part.range);
    const cleaned = finishPage(part, await applyNetwork(part.filled, reader, part.range, trainer, [identity], {}));
    return cropRaster(cleaned, { ...place, left: place.left - outer.left, top: place.top - outer.top });
  }
}

function middleOf({ left, top, width, height }: Region): Region {
  const cutWidth = Math.min(width, largestSide);
  const cutHeight = Math.min(height, largestSide);
  return {
    left: left + (width - cutWidth) / 2,
    top: top + (height - cutHeight) / 2,
    width: cutWidth,
    height: cutHeight,
  };
}

/** The region cut into pieces of at most `pieceSide`, those nearest to its middle first. */
function piecesOf(region: Region): Region[] {
  const pieces = Array.from(tilesOf(region.width, region.height, pieceSide, 0), ({ left, top, width, height }) => ({
    left: region.left + left,
    top: region.top + top,
    width,
    height,
  }));
  const offCentre = (start: number, size: number, from: number, room: number) => start + size / 2 - from - room / 2;
  const distance = ({ left, top, width, height }: Region) =>
    Math.hypot(offCentre(left, width, region.left, region.width), offCentre(top, height, region.top, region.height));
  return pieces.sort((a, b) => distance(a) - distance(b));
}

function isSame(a: Region | undefined, b: Region | undefined): boolean {
  return a?.left === b?.left && a?.top === b?.top && a?.width === b?.width && a?.height === b?.height;
}
