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
 * Channels with at least so much in common clean each other, see docs/methods.md: measured, those of 0.5 and more gain,
 * those below 0.2 lose by being cleaned together.
 */
const alike = 0.5;
/** A network sees the channels of a group over one range; in a channel that uses less of it than this, it sees too little. */
const leastShareOfRange = 0.5;

/**
 * Divides the colour channels of a page among networks. The colours of a picture (see jointChannels) stay together; of the
 * channels after them, neighbours that are alike, four at most, and of a single grey picture with more channels all.
 */
export function planChannels(raster: Raster): ChannelPlan {
  const joint = jointChannelsOf(raster);
  const all = Array.from({ length: raster.colorChannels }, (_, channel) => channel);
  if (joint === raster.colorChannels) return { groups: [all], masks: [] };
  const others = all.slice(joint);
  const masks = others.filter((channel) => isMask(raster, channel));
  const groups: number[][] = [all.slice(0, joint)];
  const spans = new Map<number, number>();
  const spanOf = (channel: number) => {
    const span = spans.get(channel) ?? spread(raster, channel);
    spans.set(channel, span);
    return span;
  };
  for (const channel of others) {
    if (masks.includes(channel)) continue;
    const group = groups[groups.length - 1];
    const fits =
      (joint === 1 || group[0] >= joint) &&
      group.length < mostTogether &&
      group.every((member) => isAlike(raster, spanOf, member, channel));
    if (fits) group.push(channel);
    else groups.push([channel]);
  }
  return { groups, masks };
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
  const { channels, colorChannels, jointChannels: _, samples, ...shape } = raster;
  const extras = Array.from({ length: channels - colorChannels }, (_, i) => colorChannels + i);
  const taken = [...group, ...extras];
  const pixels = samples.length / channels;
  const selected = new (samples.constructor as new (length: number) => Raster['samples'])(pixels * taken.length);
  for (let c = 0; c < taken.length; c++) {
    for (let to = c, from = taken[c]; to < selected.length; to += taken.length, from += channels) {
      selected[to] = samples[from];
    }
  }
  return { ...shape, channels: taken.length, colorChannels: group.length, samples: selected };
}

/** Writes the colour channels of a page that selectChannels made of `group` into `target`, in place. */
export function mergeChannels(target: Raster, group: ChannelGroup, part: Raster): void {
  for (const [c, channel] of group.entries()) {
    for (let from = c, to = channel; from < part.samples.length; from += part.channels, to += target.channels) {
      target.samples[to] = part.samples[from];
    }
  }
}
