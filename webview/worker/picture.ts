import { type LabScales, labToSrgb } from '../../src/core/image/lab';
import { integerRange, jointChannelsOf, type Raster } from '../../src/core/image/raster';
import type { DisplayMapping, Picture } from '../../src/shared/viewing';
import type { Means } from './areaMeans';

/** What the channels of a page mean to the screen. */
export interface ChannelMeaning {
  /** Shown together: 1 grey, 3 RGB, 4 inks; the first of any other number is shown as grey. */
  readonly jointChannels: number;
  /** What a* and b* mean when the channels are L*a*b*. */
  readonly lab?: LabScales;
  /** The channel taken for straight alpha, and its value that stands for opaque. */
  readonly alpha?: { readonly channel: number; readonly opaque: number };
}

export function channelMeaning(raster: Raster): ChannelMeaning {
  const { channels, colorChannels, sampleFormat, bitDepth, lab } = raster;
  const jointChannels = jointChannelsOf(raster);
  if (channels <= colorChannels) return { jointChannels, lab };
  const opaque = sampleFormat === 'float' ? 1 : integerRange('uint', bitDepth).max;
  return { jointChannels, lab, alpha: { channel: colorChannels, opaque } };
}

/** The channels that are looked at. */
export function shownChannels(raster: Raster, { channel }: DisplayMapping): number[] {
  if (channel !== undefined && channel < raster.channels) return [channel];
  return Array.from({ length: jointChannelsOf(raster) }, (_, i) => i);
}

/**
 * The means as 8-bit RGBA for the screen. A pixel with a colour that is not finite stays transparent, so that the
 * chequerboard below shows that there is nothing.
 */
export function pictureOf(means: Means, meaning: ChannelMeaning, mapping: DisplayMapping): Picture {
  const { width, height, channels, values } = means;
  const { channel } = mapping;
  const isSingle = channel !== undefined && channel < channels;
  const first = isSingle ? channel : 0;
  const colors = isSingle || !(meaning.jointChannels in colorWriters) ? 1 : meaning.jointChannels;
  const putColor = colors === 3 && meaning.lab ? putLab(meaning.lab) : colorWriters[colors];
  const alpha = isSingle ? undefined : meaning.alpha;
  const alphaScale = 255 / (alpha?.opaque ?? 1);

  const tone = toneCurve(mapping);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) {
    let hasColor = true;
    for (let c = 0; c < colors; c++) hasColor &&= Number.isFinite(values[from + first + c]);
    if (!hasColor) continue;
    putColor(tone, values, from + first, pixels, to);
    pixels[to + 3] = alpha === undefined ? 255 : values[from + alpha.channel] * alphaScale;
  }
  return { width, height, pixels };
}

/** A file value as 0 (black) to 255 (white); values outside the range go beyond and are cut where they are stored. */
type ToneCurve = (value: number) => number;

const toneSteps = 65535;

function toneCurve({ black, white, gamma }: DisplayMapping): ToneCurve {
  const scale = 1 / (white - black);
  if (gamma === 1) return (value) => (value - black) * scale * 255;
  // a power for each sample would take longer than all the rest
  const table = Float32Array.from({ length: toneSteps + 1 }, (_, i) => 255 * (i / toneSteps) ** (1 / gamma));
  return (value) => table[Math.round(Math.min(1, Math.max(0, (value - black) * scale)) * toneSteps)];
}

/** Puts one pixel's colour, whose channels begin at `from`. */
type PutColor = (tone: ToneCurve, values: Float64Array, from: number, pixels: Uint8ClampedArray, to: number) => void;

const putGrey: PutColor = (tone, values, from, pixels, to) => {
  pixels[to] = tone(values[from]);
  pixels[to + 1] = pixels[to];
  pixels[to + 2] = pixels[to];
};

const putRgb: PutColor = (tone, values, from, pixels, to) => {
  for (let c = 0; c < 3; c++) pixels[to + c] = tone(values[from + c]);
};

/** Inks without colour management: each takes its share of the light. */
const putCmyk: PutColor = (tone, values, from, pixels, to) => {
  const light = (c: number) => 255 - Math.min(255, Math.max(0, tone(values[from + c])));
  for (let c = 0; c < 3; c++) pixels[to + c] = (light(c) * light(3)) / 255;
};

/** Lightness in the display range, the colours as sRGB. */
const putLab =
  ({ a, b }: LabScales): PutColor =>
  (tone, values, from, pixels, to) => {
    const lightness = Math.min(255, Math.max(0, tone(values[from]))) * (100 / 255);
    const color = labToSrgb(lightness, (values[from + 1] - a.zero) / a.unit, (values[from + 2] - b.zero) / b.unit);
    for (let c = 0; c < 3; c++) pixels[to + c] = color[c];
  };

const colorWriters: Record<number, PutColor> = { 1: putGrey, 3: putRgb, 4: putCmyk };
