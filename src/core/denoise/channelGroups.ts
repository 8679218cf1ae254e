import { jointChannelsOf, type Raster } from '../image/raster';
import { channelLikeness } from './channelLikeness';
import { isMask } from './masks';

/** Channels that one network cleans together; their places in a pixel. */
export type ChannelGroup = readonly number[];

/** What becomes of the colour channels of a page. */
export interface ChannelPlan {
  readonly groups: readonly ChannelGroup[];
  /** Channels that stay as they are. */
  readonly masks: ChannelGroup;
}

/** The most that the engines' networks take. */
const mostTogether = 4;
/**
 * Channels with at least so much in common clean each other, see docs/methods.md: measured, those of 0.4 and more gain a
 * decibel or two, those of about 0 lose up to 0.8.
 */
const alike = 0.4;
/** A network sees the channels of a group over one range; in a channel that uses less of it than this, it sees too little. */
const leastShareOfRange = 0.5;

/**
 * Divides the colour channels of a page among networks. The colours of a picture (see jointChannels) stay together; of other
 * channels those do that are like the one before them, four at most.
 */
export function planChannels(raster: Raster): ChannelPlan {
  const joint = jointChannelsOf(raster);
  const all = Array.from({ length: raster.colorChannels }, (_, channel) => channel);
  if (joint === raster.colorChannels) return { groups: [all], masks: [] };
  const others = all.slice(joint);
  const masks = others.filter((channel) => isMask(raster, channel));
  const spans = new Map<number, number>();
  const spanOf = (channel: number) => {
    const span = spans.get(channel) ?? spread(raster, channel);
    spans.set(channel, span);
    return span;
  };
  const colors = all.slice(0, joint);
  const runs: number[][] = [colors];
  for (const channel of others) {
    if (masks.includes(channel)) continue;
    const run = runs[runs.length - 1];
    const mayJoin = joint === 1 || run !== colors;
    if (mayJoin && isAlike(raster, spanOf, run[run.length - 1], channel)) run.push(channel);
    else runs.push([channel]);
  }
  return { groups: runs.flatMap(evenly), masks };
}

/** A run cut into as few groups as the engines can do, of about the same size: nobody is left alone. */
function evenly(run: readonly number[]): ChannelGroup[] {
  const count = Math.ceil(run.length / mostTogether);
  const cut = (i: number) => Math.round((i * run.length) / count);
  return Array.from({ length: count }, (_, i) => run.slice(cut(i), cut(i + 1)));
}

function isAlike(raster: Raster, spanOf: (channel: number) => number, a: number, b: number): boolean {
  const shareOfRange = Math.min(spanOf(a), spanOf(b)) / Math.max(spanOf(a), spanOf(b));
  return shareOfRange >= leastShareOfRange && channelLikeness(raster, a, b) >= alike;
}

const spreadLimit = 1 << 16;

/** Standard deviation of a channel, from at most `spreadLimit` of its finite samples. */
function spread({ samples, width, height, channels }: Raster, channel: number): number {
  const step = Math.ceil((width * height) / spreadLimit);
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let at = channel; at < samples.length; at += step * channels) {
    const value = samples[at];
    if (!Number.isFinite(value)) continue;
    count++;
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }
  return Math.sqrt(squares / count);
}

/** Some colour channels of a page as a page of its own, with the page's alpha and other extra channels after them. */
export function selectChannels(raster: Raster, group: ChannelGroup): Raster {
  const { channels, colorChannels, jointChannels: _, samples, alpha, lab, ...shape } = raster;
  const hasColors = group.length === jointChannelsOf(raster) && group.every((channel, c) => channel === c);
  const extras = Array.from({ length: channels - colorChannels }, (_, i) => colorChannels + i);
  const taken = [...group, ...extras];
  const pixels = samples.length / channels;
  const selected = new (samples.constructor as new (length: number) => Raster['samples'])(pixels * taken.length);
  for (let c = 0; c < taken.length; c++) {
    for (let to = c, from = taken[c]; to < selected.length; to += taken.length, from += channels) {
      selected[to] = samples[from];
    }
  }
  return {
    ...shape,
    ...(alpha && { alpha: { ...alpha, channel: alpha.channel - colorChannels + group.length } }),
    ...(lab && hasColors && { lab }),
    channels: taken.length,
    colorChannels: group.length,
    samples: selected,
  };
}

/** Writes the colour channels of a page that selectChannels made of `group` into `target`, in place. */
export function mergeChannels(target: Raster, group: ChannelGroup, part: Raster): void {
  for (const [c, channel] of group.entries()) {
    for (let from = c, to = channel; from < part.samples.length; from += part.channels, to += target.channels) {
      target.samples[to] = part.samples[from];
    }
  }
}
