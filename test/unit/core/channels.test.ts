import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeChannels, planChannels, selectChannels } from '../../../src/core/denoise/channelGroups';
import type { DenoiseProgress } from '../../../src/core/denoise/hooks';
import { isMask } from '../../../src/core/denoise/masks';
import { denoisePage } from '../../../src/core/denoise/page';
import { createRandom } from '../../../src/core/denoise/random';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import type { Raster } from '../../../src/core/image/raster';
import { machineOn } from '../../../src/core/methods/machine';
import { inEnglish } from '../../../src/core/text';

const side = 48;
type Scene = (x: number, y: number) => number;

/** Pictures with nothing in common, 0 to 1. */
const scenes: readonly Scene[] = [
  (x, y) => (Math.hypot(x - 15, y - 20) < 10 ? 0.8 : 0.3),
  (x, y) => 0.5 + 0.4 * Math.sin(x / 2) * Math.cos(y / 5),
  (x, y) => ((x * 3 + y * 5) % 29 < 12 ? 0.2 : 0.7),
  (x, y) => (x > 25 !== y > 30 ? 0.75 : 0.35),
  (x, y) => 0.5 + 0.4 * Math.cos((x - y) / 3),
];

/** A 16-bit page of these pictures with noise; each scaled by its own factor. */
function pageOf(
  pictures: readonly Scene[],
  more: Partial<Raster> = {},
  scale: (c: number) => number = () => 1,
): Raster {
  const channels = pictures.length;
  const random = createRandom(4);
  const samples = Uint16Array.from({ length: side * side * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const light = pictures[i % channels](pixel % side, Math.floor(pixel / side)) + 0.05 * random.normal();
    return Math.round(4000 * scale(i % channels) * Math.max(0, light));
  });
  return {
    ...{ width: side, height: side, channels, colorChannels: channels, jointChannels: 1 },
    ...{ sampleFormat: 'uint', bitDepth: 16, samples, ...more },
  };
}

const alike =
  (c: number): Scene =>
  (x, y) =>
    scenes[0](x, y) * (1 - 0.1 * c) + 0.02 * c * scenes[1](x, y);
const box: Scene = (x, y) => (x > 10 && x < 30 && y > 5 && y < 40 ? 10 : 0);

describe('the channels of a page', () => {
  it('go to a network each when they have nothing in common', () => {
    expect(planChannels(pageOf(scenes)).groups).toEqual([[0], [1], [2], [3], [4]]);
  });

  it('go to one network when they are alike, four at most', () => {
    const bands = pageOf([0, 1, 2, 3, 4].map(alike));
    expect(planChannels(bands).groups).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  it('stay apart when one would be lost in the range of the other', () => {
    expect(planChannels(pageOf([alike(0), alike(0)], {}, (c) => 1 / (1 + 9 * c))).groups).toEqual([[0], [1]]);
  });

  it('are colours first: these stay together, infrared goes by itself', () => {
    const page = pageOf([alike(0), alike(1), alike(2), alike(1)], { jointChannels: 3 });
    expect(planChannels(page).groups).toEqual([[0, 1, 2], [3]]);
    expect(planChannels({ ...page, jointChannels: undefined }).groups).toEqual([[0, 1, 2, 3]]);
  });

  it('leaves masks as they are, and takes sparse counts for none', () => {
    const random = createRandom(8);
    const page = pageOf([scenes[0], box, scenes[1]]);
    for (let i = 1; i < page.samples.length; i += 3) page.samples[i] = page.samples[i] > 30000 ? 1 : 0;
    expect(planChannels(page)).toEqual({ groups: [[0], [2]], masks: [1] });
    for (let i = 1; i < page.samples.length; i += 3) page.samples[i] = random.next() < 0.15 ? 1 : 0;
    expect(isMask(page, 1)).toBe(false);
    for (let i = 1; i < page.samples.length; i += 3) page.samples[i] = random.next() < 0.7 ? 65535 : 40000 + i;
    expect(isMask(page, 1)).toBe(true);
  });

  it('can be taken out and put back, whichever they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 2 }), fc.nat(), (colors, extras, seed) => {
        const channels = colors + extras;
        const random = createRandom(seed);
        const samples = Int16Array.from({ length: 12 * channels }, () => random.integer(60000) - 30000);
        const page = pageOf([], { width: 4, height: 3, channels, colorChannels: colors, samples, sampleFormat: 'int' });
        const group = Array.from({ length: colors }, (_, c) => c).filter(() => random.next() < 0.5);
        const part = selectChannels(page, group);
        expect(part).toMatchObject({ channels: group.length + extras, colorChannels: group.length });
        const target = { ...page, samples: page.samples.map(() => 0) };
        mergeChannels(target, group, part);
        const wanted = samples.map((value, i) => (group.includes(i % channels) ? value : 0));
        expect(target.samples).toEqual(wanted);
      }),
      { seed: 2, numRuns: 50 },
    );
  });
});

describe('denoising a page of several channels', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWasmEngine();
  });
  afterAll(() => engine.dispose());

  const options = validateOptions({ preset: 'custom', iterations: 60 });
  const isChanged = (before: Raster, after: Raster) =>
    Array.from({ length: before.channels }, (_, c) =>
      before.samples.some((value, i) => i % before.channels === c && value !== after.samples[i]),
    );

  it('cleans all of them but alpha, and says how', async () => {
    const page = pageOf([...scenes, box], { colorChannels: 5 });
    const { raster, notes, learned, statistics } = await denoisePage(page, options, machineOn(engine));
    expect(isChanged(page, raster)).toEqual([true, true, true, true, true, false]);
    expect(notes.map(inEnglish)).toEqual(['The page has 5 channels; each was denoised by itself.']);
    expect([...learned.keys()]).toEqual(['0', '1', '2', '3', '4']);
    expect(statistics.iterations).toBe(300);
  });

  it('makes of a channel what it makes of it alone', async () => {
    const page = pageOf(scenes.slice(0, 2));
    const { raster } = await denoisePage(page, options, machineOn(engine));
    const alone = await denoisePage(selectChannels(page, [1]), options, machineOn(engine));
    expect(selectChannels(raster, [1]).samples).toEqual(alone.raster.samples);
    expect(alone.notes).toEqual([]);
  });

  it('tells one run of progress over all of them', async () => {
    const shares: number[] = [];
    const onProgress = (progress: DenoiseProgress) => {
      if (progress.phase === 'train') shares.push(progress.step / progress.steps);
    };
    await denoisePage(pageOf(scenes.slice(0, 3)), options, machineOn(engine), { onProgress });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[shares.length - 1]).toBe(1);
    expect(shares.length).toBeGreaterThan(3);
  });

  it('cleans the others by what was learned when it is stopped, or leaves them', async () => {
    const stop = new AbortController();
    // late enough for the network to have learned something
    const stopLate = (controller: AbortController) => (progress: DenoiseProgress) => {
      if (progress.step >= 50) controller.abort();
    };
    const onProgress = stopLate(stop);
    const greys = pageOf(scenes.slice(0, 2));
    const first = await denoisePage(greys, options, machineOn(engine), { stop: stop.signal, onProgress });
    expect(isChanged(greys, first.raster)).toEqual([true, true]);
    const colors = pageOf([alike(0), alike(1), alike(2), scenes[1]], { jointChannels: 3 });
    const late = new AbortController();
    const stopped = await denoisePage(colors, options, machineOn(engine), {
      stop: late.signal,
      onProgress: stopLate(late),
    });
    expect(isChanged(colors, stopped.raster)).toEqual([true, true, true, false]);
    expect(stopped.notes.map(inEnglish)).toContain(
      'Channels left as they are, because the run was stopped before their turn: 4.',
    );
  });

  it('is cancelled in whatever group it is', async () => {
    const cancel = new AbortController();
    const onProgress = ({ step, steps }: DenoiseProgress) => {
      if (step > steps / 2) cancel.abort();
    };
    const hooks = { cancel: cancel.signal, onProgress };
    await expect(denoisePage(pageOf(scenes.slice(0, 2)), options, machineOn(engine), hooks)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('goes on from what an earlier page taught about the same channels', async () => {
    const page = pageOf(scenes.slice(0, 2));
    const { learned } = await denoisePage(page, options, machineOn(engine));
    expect((await denoisePage(page, options, machineOn(engine), {}, { learned })).statistics.iterations).toBe(30);
  });

  it('spends no time on channels that are not looked at', async () => {
    const page = pageOf(scenes.slice(0, 3));
    const { raster } = await denoisePage(page, options, machineOn(engine), {}, { shown: [1] });
    expect(isChanged(page, raster)).toEqual([false, true, false]);
  });
});
