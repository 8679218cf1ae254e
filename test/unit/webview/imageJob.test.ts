import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { createRandom } from '../../../src/core/denoise/random';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import type { Raster } from '../../../src/core/image/raster';
import { createBandRunner } from '../../../src/core/nonlocal/bandThreads';
import type { WorkerApi, WorkerClientApi } from '../../../src/shared/protocol';
import { RpcPeer } from '../../../src/shared/rpc';
import type { EngineReport, RunSettings } from '../../../src/shared/run';
import type { PlacedPicture } from '../../../src/shared/viewing';
import { ImageJob } from '../../../webview/worker/imageJob';
import { plainTiff } from '../../plainTiff';

const mapping = { black: 0, white: 4095, gamma: 1 };
const [width, height] = [64, 48];

/** Noise on a ground that rises from left to right, brighter from page to page. */
function noisyPage(index: number): Raster {
  const random = createRandom(index);
  const samples = Uint16Array.from(
    { length: width * height },
    (_, i) => 1000 + 500 * index + 10 * (i % width) + 150 * random.normal(),
  );
  return { width, height, channels: 1, colorChannels: 1, bitDepth: 16, sampleFormat: 'uint', samples };
}

const source = plainTiff(noisyPage(0), noisyPage(1), noisyPage(2));
const settings = (iterations: number, strength = 1, page?: number): RunSettings => ({
  // after so few steps only this preset, which puts nothing back, changes a page for certain
  options: validateOptions({ preset: 'reference', iterations, strength }),
  engine: 'cpu',
  palette: 'expand',
  reusePages: true,
  page,
});

const startOwnBands = async (_script: string, report: (report: EngineReport) => void) => {
  report({ id: 'wasm', description: 'WebAssembly SIMD', reason: 'no-network' });
  return { ...(await createBandRunner()), dispose: () => {} };
};

let job: ImageJob;
let pieces: PlacedPicture[];
let ports: MessageChannel;
beforeEach(async () => {
  // what the page's worker chooses from is not in Node, but the CPU engine is the same
  job = new ImageJob(async (_choice, _script, report) => {
    const engine = await createWasmEngine();
    report({ id: engine.id, description: engine.description, reason: 'chosen' });
    return engine;
  }, startOwnBands);
  pieces = [];
  ports = new MessageChannel();
  const channelOf = (port: MessagePort) => ({
    post: (message: unknown) => port.postMessage(message),
    listen: (receive: (message: unknown) => void) => {
      port.onmessage = ({ data }) => receive(data);
    },
  });
  job.client = new RpcPeer<WorkerApi, WorkerClientApi>(channelOf(ports.port1), job);
  new RpcPeer<WorkerClientApi, WorkerApi>(channelOf(ports.port2), {
    progress: () => {},
    engine: () => {},
    live: (piece) => pieces.push(piece),
  });
  await job.open({ bytes: new Uint8Array(source), limits: { maxPixels: 1e6, maxPages: 9 } });
});

afterEach(() => ports.port1.close());

const encodedPage = async (page: number) => (await openImage((await job.encode()).bytes)).readPage(page);

describe('the strength of a result', () => {
  it('can be changed afterwards: the file is the one that a run with this strength makes', async () => {
    await job.run(settings(20, 0.3));
    const asked = await job.encode();
    await job.setStrength(1);
    expect((await job.encode()).bytes).not.toEqual(asked.bytes);
    await job.setStrength(0.3);
    expect(await job.encode()).toEqual(asked);
  });

  it('is what is looked at', async () => {
    await job.run(settings(20));
    const pixel = { page: 1, x: 20, y: 10 };
    const full = await job.inspect(pixel);
    await job.setStrength(0.5);
    const half = await job.inspect(pixel);
    expect(half.before).toEqual(full.before);
    expect(half.after?.[0]).toBeCloseTo((full.before[0] + (full.after?.[0] ?? 0)) / 2, -1);
    await job.setStrength(0);
    expect((await job.inspect(pixel)).after).toEqual(full.before);
  });
});

describe('one page after another', () => {
  it('keeps those that were denoised before, and leaves the others as they are', async () => {
    await job.run(settings(10, 1, 0));
    const first = await encodedPage(0);
    await job.run(settings(10, 1, 2));
    expect(await encodedPage(0)).toEqual(first);
    expect((await encodedPage(1)).samples).toEqual(noisyPage(1).samples);
    expect((await encodedPage(2)).samples).not.toEqual(noisyPage(2).samples);
  });
});

describe('while a run trains', () => {
  it('sends pieces of the part and page that are looked at, and of nothing else', async () => {
    await job.watch({ page: 1, area: { x: 10, y: 8, width: 20, height: 30 }, mapping });
    await job.run(settings(200));
    expect(pieces.length).toBeGreaterThan(0);
    for (const piece of pieces) expect(piece).toMatchObject({ x: 10, y: 8, width: 20, height: 30 });
    pieces = [];
    await job.watch(undefined);
    await job.run(settings(100));
    expect(pieces).toEqual([]);
  });

  it('lets nothing be previewed, and a cancelled run leaves no result', async () => {
    const running = job.run(settings(100_000));
    const request = { page: 0, area: { x: 0, y: 0, width: 20, height: 20 }, mapping, settings: settings(10) };
    await expect(job.previewRegion(request)).rejects.toMatchObject({ code: 'internal' });
    job.cancel();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(job.encode()).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('the preview of a part', () => {
  it('gives its picture in its place, and leaves the result alone', async () => {
    const area = { x: 12, y: 4, width: 30, height: 20 };
    const picture = await job.previewRegion({ page: 1, area, mapping, settings: settings(30) });
    expect(picture).toMatchObject(area);
    expect(picture?.pixels).toHaveLength(30 * 20 * 4);
    await expect(job.encode()).rejects.toMatchObject({ code: 'internal' });
  });

  it('gives way to the next one', async () => {
    const area = { x: 0, y: 0, width: 30, height: 20 };
    const first = job.previewRegion({ page: 0, area, mapping, settings: settings(300) });
    const second = job.previewRegion({ page: 0, area, mapping, settings: settings(10) });
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(await second).toMatchObject(area);
  });
});

describe('warnings', () => {
  it('are told of the page before a run, and of what was removed after it', async () => {
    expect(await job.warnings(0)).toEqual([]);
    await job.run(settings(60));
    const kinds = (await job.warnings(0)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'structureRemoved')).toEqual([]);
  });
});
