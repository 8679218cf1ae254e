import type { DocumentLivePreview } from '../../src/core/denoise/document';
import type { Raster } from '../../src/core/image/raster';
import type { Region } from '../../src/core/image/region';
import type { DisplayMapping, Look, PlacedPicture } from '../../src/shared/viewing';
import { displayedArea, fileRegion } from './displayedRegion';
import { PagePyramid } from './pagePyramid';
import { channelMeaning, pictureOf } from './picture';

/** A page that is looked at: its shape, and how its file's orientation tag turns it. */
export interface LookedAtPage {
  readonly shape: Omit<Raster, 'samples'>;
  readonly orientation: number | undefined;
}

/** A part of a page as a picture for the screen, with its place there. */
export function placedPicture(
  part: Raster,
  region: Region,
  { shape, orientation }: LookedAtPage,
  mapping: DisplayMapping,
): PlacedPicture {
  const pyramid = new PagePyramid(part, orientation);
  const { width, height } = pyramid.grid;
  const means = pyramid.means(0, { x: 0, y: 0, width, height });
  const { x, y } = displayedArea(shape, orientation, region);
  return { x, y, ...pictureOf(means, channelMeaning(part), mapping) };
}

/** Sends pieces of the part that is looked at, as the network cleans them while it learns. */
export class LiveLook implements DocumentLivePreview {
  private look: (Look & LookedAtPage) | undefined;

  constructor(private readonly send: (piece: PlacedPicture) => void) {}

  /** Looks at another part, or at nothing. */
  watch(look: (Look & LookedAtPage) | undefined): void {
    this.look = look;
  }

  readonly region = (page: number): Region | undefined => {
    const { look } = this;
    return look?.page === page ? fileRegion(look.shape, look.orientation, look.area) : undefined;
  };

  readonly show = (piece: Raster, place: Region, page: number): void => {
    if (this.look?.page === page) this.send(placedPicture(piece, place, this.look, this.look.mapping));
  };
}
