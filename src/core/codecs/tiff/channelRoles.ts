import type { Raster, SampleArray } from '../../image/raster';
import type { PageLayout } from './pageLayout';
import { Photometric } from './tags';

/** What a page's samples are, in the order in which rasters have them. */
export interface ChannelRoles {
  /** See Raster. */
  readonly colorChannels: number;
  readonly jointChannels: number;
  readonly alpha?: Raster['alpha'];
  /** For each channel of a raster its place in the file's pixels; absent when rasters have them as the file has. */
  readonly order?: readonly number[];
}

/** CMYK keeps its inks: each is denoised like a colour. */
const colorsOf = new Map<number, number>([
  [Photometric.rgb, 3],
  [Photometric.yCbCr, 3],
  [Photometric.cmyk, 4],
  [Photometric.cieLab, 3],
  [Photometric.iccLab, 3],
  [Photometric.ituLab, 3],
]);

/** Cameras measure up to four colours. */
const mostRawColors = 4;

/** Values of ExtraSamples (TIFF 6.0 page 31): alpha, multiplied into the colours or not. 0 is anything else, such as infrared. */
const associatedAlpha = 1;
const alphaValues: ReadonlySet<number> = new Set([associatedAlpha, 2]);

/**
 * Tells the samples of a picture from alpha by ExtraSamples, whose values are those of the last samples. What it does not
 * call alpha is one more channel of the picture: another dye, another band. RGB of fewer than 3 samples, as microscopes
 * write it, is channels too.
 */
export function channelRoles({
  photometric,
  samplesPerPixel,
  extraSamples,
}: Pick<PageLayout, 'photometric' | 'samplesPerPixel' | 'extraSamples'>): ChannelRoles {
  const isLinearRaw = photometric === Photometric.linearRaw && samplesPerPixel <= mostRawColors;
  const colors = isLinearRaw ? samplesPerPixel : (colorsOf.get(photometric) ?? 1);
  const jointChannels = colors <= samplesPerPixel ? colors : 1;
  const firstSaid = samplesPerPixel - extraSamples.length;
  const isAlpha = (sample: number) => sample >= jointChannels && alphaValues.has(extraSamples[sample - firstSaid] ?? 0);
  const all = Array.from({ length: samplesPerPixel }, (_, sample) => sample);
  const order = [...all.filter((sample) => !isAlpha(sample)), ...all.filter(isAlpha)];
  const colorChannels = all.filter((sample) => !isAlpha(sample)).length;
  const isAsInFile = order.every((sample, channel) => sample === channel);
  const alpha = order[colorChannels];
  return {
    colorChannels,
    jointChannels,
    ...(alpha !== undefined && {
      alpha: { channel: colorChannels, associated: extraSamples[alpha - firstSaid] === associatedAlpha },
    }),
    ...(!isAsInFile && { order }),
  };
}

/** The samples of a page with the channels of each pixel in the order of rasters. */
export function inRasterOrder<T extends SampleArray>(stored: T, { order }: ChannelRoles): T {
  return order ? reordered(stored, order) : stored;
}

/** The reverse of inRasterOrder. */
export function inFileOrder(samples: Raster['samples'], { order }: ChannelRoles): Raster['samples'] {
  if (!order) return samples;
  return reordered(
    samples,
    order.map((_, sample) => order.indexOf(sample)),
  );
}

function reordered<T extends SampleArray>(samples: T, order: readonly number[]): T {
  const result = samples.slice() as T;
  for (let pixel = 0; pixel < samples.length; pixel += order.length) {
    for (const [to, from] of order.entries()) result[pixel + to] = samples[pixel + from]!;
  }
  return result;
}
