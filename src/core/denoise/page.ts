import type { Raster } from '../image/raster';
import { cropRaster, type Region } from '../image/region';
import type { Machine } from '../methods/machine';
import { type Text, text } from '../text';
import type { AssumptionWarning } from './assumptions';
import { type ChannelGroup, type ChannelPlan, mergeChannels, planChannels, selectChannels } from './channelGroups';
import { groupProgress } from './groupProgress';
import type { DenoiseHooks } from './hooks';
import { denoiseJudged, type JudgedResult } from './judgedPage';
import type { DenoiseOptions } from './options';
import type { LearnedNetworks } from './reuse';
import { noTraining } from './session';
import { addStatistics } from './statistics';

export interface PageResult extends Omit<JudgedResult, 'parameters'> {
  /** What was learned, by the channels it was learned from. */
  readonly learned: LearnedNetworks;
}

/** How a page's channels are to be treated. */
export interface PagePlan {
  /** Networks of an earlier page: those of the same channels are gone on with. */
  readonly learned?: LearnedNetworks;
  /** The channels that matter; groups without any of them stay as they are. Unset: all. */
  readonly shown?: readonly number[];
  /** The part of the page to denoise; what is no measurement, and the range of values, are the whole page's. Unset: all. */
  readonly region?: Region;
}

const keyOf = (group: ChannelGroup) => group.join();

/**
 * Denoises all picture channels of a page, group by group (see planChannels), each by a network of its own; a page of one
 * group as `denoise` does. After Stop, groups still to come are cleaned with what was learned from as many channels, or
 * stay as they are. Deterministic for given samples, options and engine. Throws as `denoise` does.
 */
export async function denoisePage(
  whole: Raster,
  options: DenoiseOptions,
  machine: Machine,
  hooks: DenoiseHooks = {},
  { learned: earlier, shown, region }: PagePlan = {},
): Promise<PageResult> {
  const page = region ? cropRaster(whole, region) : whole;
  const plan = planChannels(whole);
  const [only, ...others] = plan.groups;
  const learned = new Map<string, Float32Array>();
  const findings: AssumptionWarning[] = [];
  const run = async (channels: Raster, group: ChannelGroup, groupHooks: DenoiseHooks, otherStart?: Float32Array) => {
    const start = earlier?.get(keyOf(group)) ?? otherStart;
    const result = await denoiseJudged(channels, options, machine, groupHooks, { learned: start, region });
    findings.push(...result.findings);
    if (result.parameters) learned.set(keyOf(group), result.parameters);
    return result;
  };
  if (others.length === 0 && only.length === page.colorChannels) {
    const { parameters: _, notes, ...result } = await run(whole, only, hooks);
    return { ...result, notes: [...notesOf(page, plan), ...notes], learned };
  }

  let raster: Raster = { ...page, samples: page.samples.slice() };
  let statistics = noTraining;
  const notes: Text[] = [...notesOf(page, plan)];
  const wanted = plan.groups.filter((group) => !shown || group.some((channel) => shown.includes(channel)));
  for (const [index, group] of wanted.entries()) {
    const alike = [...learned].find(([key]) => key.split(',').length === group.length)?.[1];
    if (hooks.stop?.aborted && !alike && !earlier?.has(keyOf(group))) {
      notes.push(text('Channels left as they are, because the run was stopped before their turn: {0}.', listOf(group)));
      continue;
    }
    const groupHooks = hooksOf(hooks, raster, group, index, wanted.length);
    const result = await run(selectChannels(whole, group), group, groupHooks, hooks.stop?.aborted ? alike : undefined);
    raster = withSamplesOf(raster, result.raster);
    mergeChannels(raster, group, result.raster);
    statistics = addStatistics(statistics, result.statistics);
    notes.push(...result.notes.map((note) => ofChannels(group, note)));
  }
  return { raster, statistics, notes, learned, findings: largestOfEach(findings) };
}

function ofChannels(group: ChannelGroup, note: Text): Text {
  return group.length === 1
    ? text('Channel {0}: {1}', listOf(group), note)
    : text('Channels {0}: {1}', listOf(group), note);
}

/** Each kind of finding once, with its largest amount. */
function largestOfEach(findings: readonly AssumptionWarning[]): AssumptionWarning[] {
  const byKind = new Map<string, AssumptionWarning>();
  for (const finding of findings) {
    if (!(finding.amount <= (byKind.get(finding.kind)?.amount ?? Number.NEGATIVE_INFINITY)))
      byKind.set(finding.kind, finding);
  }
  return [...byKind.values()];
}

/** The page in the sample format of a part's result, which may be a finer one. */
function withSamplesOf(page: Raster, { sampleFormat, bitDepth, samples }: Raster): Raster {
  if (page.sampleFormat === sampleFormat && page.bitDepth === bitDepth) return page;
  const Samples = samples.constructor as new (values: Raster['samples']) => Raster['samples'];
  return { ...page, sampleFormat, bitDepth, samples: new Samples(page.samples) };
}

/** Hooks for one group of several: progress is that of the whole page, looks are at all of its channels. */
function hooksOf(hooks: DenoiseHooks, page: Raster, group: ChannelGroup, index: number, groups: number): DenoiseHooks {
  const { live, onProgress } = hooks;
  return {
    ...hooks,
    onProgress: onProgress && groupProgress(index, groups, (progress) => hooks.onProgress?.(progress)),
    live: live && {
      region: () => live.region(),
      show: (piece, place) => {
        const whole = cropRaster(page, place);
        mergeChannels(whole, group, piece);
        live.show(whole, place);
      },
    },
  };
}

function notesOf(page: Raster, { groups, masks }: ChannelPlan): Text[] {
  const notes: Text[] = [];
  const { colorChannels, jointChannels = colorChannels } = page;
  if (jointChannels === colorChannels) return notes;
  if (groups.length === 1 && masks.length === 0) {
    notes.push(text('The page has {0} channels, which are alike; they were denoised together.', colorChannels));
  } else if (groups.every(({ length }) => length === 1)) {
    notes.push(text('The page has {0} channels; each was denoised by itself.', colorChannels));
  } else {
    const list = groups.map(listOf).join('; ');
    notes.push(text('The page has {0} channels, denoised in these groups: {1}.', colorChannels, list));
  }
  if (masks.length > 0) notes.push(text('Channels that look like masks stay as they are: {0}.', listOf(masks)));
  return notes;
}

/** Numbers of channels as people count them: "1-3, 5". */
function listOf(channels: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const channel of channels) {
    const last = runs[runs.length - 1];
    if (last?.[1] === channel - 1) last[1] = channel;
    else runs.push([channel, channel]);
  }
  return runs.map(([first, last]) => (first === last ? `${first + 1}` : `${first + 1}-${last + 1}`)).join(', ');
}
