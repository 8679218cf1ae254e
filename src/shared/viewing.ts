import type { SampleFormat } from '../core/image/raster';

/* What the page asks the worker to see, and what it gets: pictures, values and measures of an image. */

/** An 8-bit picture for the screen: [height][width][RGBA], straight alpha. The samples stay in the worker. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** How samples become light, for the screen only: `((value - black) / (white - black)) ^ (1 / gamma)`, 0 black, 1 white. */
export interface DisplayMapping {
  /** File values shown as black and as white; black is the larger one where small samples are bright. */
  readonly black: number;
  readonly white: number;
  readonly gamma: number;
  /** Shows this one channel as grey; all colours when absent. */
  readonly channel?: number;
}

/** What can be looked at; `difference` is the result minus the original, in the file's units. */
export const layers = ['before', 'after', 'difference'] as const;
export type Layer = (typeof layers)[number];

/**
 * One square of a layer at 1/2^level of the page's size, each value the mean of the raw samples it stands for. Columns
 * and rows count tiles of the page as it is displayed, its orientation tag applied.
 */
export interface TileAddress {
  readonly layer: Layer;
  readonly page: number;
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

export interface TileRequest extends TileAddress {
  readonly mapping: DisplayMapping;
}

/** What the view has to know of a page. */
export interface PageShape {
  readonly page: number;
  /** As displayed, its orientation tag applied. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly colorChannels: number;
  /** Whether the first three are L*a*b*. */
  readonly isLab: boolean;
  /** How many of these are shown together; those after them are pictures of their own. */
  readonly jointChannels: number;
  readonly sampleFormat: SampleFormat;
  readonly bitDepth: number;
  /** How it is shown until the person chooses otherwise. */
  readonly mapping: DisplayMapping;
}

/** A rectangle of a page as displayed, in its pixels. */
export interface PageArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is looked at while the network learns. */
export interface Look {
  readonly page: number;
  readonly area: PageArea;
  readonly mapping: DisplayMapping;
}

/** A picture of a part of a page, its upper left corner at (x, y) of the page as displayed. */
export interface PlacedPicture extends Picture {
  readonly x: number;
  readonly y: number;
}

/** A pixel's position on its page as displayed, from 0. */
export interface PixelAddress {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

/** All channels of a pixel, in the file's units. */
export interface PixelValues {
  readonly before: readonly number[];
  readonly after?: readonly number[];
}

export interface HistogramRequest {
  readonly layer: Exclude<Layer, 'difference'>;
  readonly page: number;
}

/** How often values occur on a page. */
export interface Histogram {
  /** One array of counts for each colour channel; each bin is `(to - from) / bins` wide. */
  readonly bins: readonly Uint32Array[];
  /** The values at the outer edges of the first and the last bin; what lies beyond is counted in those. */
  readonly from: number;
  readonly to: number;
  /** The smallest and the largest finite value. */
  readonly min: number;
  readonly max: number;
  /** The values that an automatic display range shows as black and white. */
  readonly black: number;
  readonly white: number;
  /** The same for each colour channel alone, where some are pictures of their own. */
  readonly ranges?: readonly Pick<DisplayMapping, 'black' | 'white'>[];
}

/** Estimated standard deviations of the noise of a page, in the file's units. */
export interface NoiseEstimates {
  readonly before: number;
  readonly after?: number;
}

export interface Similarity {
  /** Peak signal-to-noise ratio in dB. */
  readonly psnr: number;
  readonly ssim: number;
}

/** How close a page is to the clean reference. */
export interface Quality {
  readonly before: Similarity;
  readonly after?: Similarity;
}

/** How original and result are laid beside or over each other. */
export const viewModes = ['before', 'after', 'split', 'side', 'difference'] as const;
export type ViewMode = (typeof viewModes)[number];
