/**
 * How soon the editor's page shows a 4096 x 4096 picture of 16 bits, and how evenly it draws while it is moved: the page's
 * own bundles in a real Chromium. A few lines play the extension host, so that no transport is measured. Traces of the
 * movement go to out/view-*.json, for chrome://tracing.
 */
import { mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { bundling } from '../scripts/bundling.mjs';
import { createRandom } from '../src/core/denoise/random';
import type { EditorStart } from '../src/shared/protocol';
import type { UiStrings } from '../src/shared/strings';
import { plainTiff } from '../test/plainTiff';
import { launchBrowser } from '../test/vscode-offline/host.mjs';
import { median } from './steps';

const side = 4096;
const seconds = 3;

export interface ViewResult {
  readonly picture: string;
  /** From the file's bytes in the page to the first tile on the canvas, and to all that are in sight. */
  readonly firstPictureMs: number;
  readonly sharpPictureMs: number;
  readonly pan: Frames;
  readonly zoom: Frames;
}

interface Frames {
  readonly perSecond: number;
  readonly medianMs: number;
  /** 95 of 100 frames came within this. */
  readonly slowMs: number;
}

export async function measureView(): Promise<ViewResult[]> {
  const results = [await measure('grey', 1), await measure('RGB', 3)];
  console.table(
    results.map(({ picture, firstPictureMs, sharpPictureMs, pan, zoom }) => ({
      picture,
      'first ms': firstPictureMs.toFixed(0),
      'sharp ms': sharpPictureMs.toFixed(0),
      'pan frames/s': pan.perSecond.toFixed(0),
      'pan 95 % ms': pan.slowMs.toFixed(1),
      'zoom frames/s': zoom.perSecond.toFixed(0),
      'zoom 95 % ms': zoom.slowMs.toFixed(1),
    })),
  );
  return results;
}

async function measure(picture: string, channels: number): Promise<ViewResult> {
  const server = await servePage(noisyTiff(channels));
  // without a GPU Chromium draws on the CPU; the emulated GPU that the tests use would be all that is measured
  const browser = await launchBrowser(['--disable-gpu']);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(playHost);
    await page.goto(server.address);
    const opened = await page.evaluate(waitForPicture);
    mkdirSync('out', { recursive: true });
    await browser.startTracing(page, { path: `out/view-${picture}.json` });
    const pan = await moveAbout(page, 'pan');
    const zoom = await moveAbout(page, 'zoom');
    await browser.stopTracing();
    return { picture, ...opened, pan, zoom };
  } finally {
    await browser.close();
    server.close();
  }
}

/** 4096 x 4096 pixels of 16 bits without compression. */
export function noisyTiff(channels: number): Uint8Array {
  const random = createRandom(1);
  const samples = new Uint16Array(side * side * channels);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const light = 30000 + 15000 * Math.sin(x / 90) * Math.cos(y / 70);
      for (let c = 0; c < channels; c++) samples[i++] = light + c * 2000 + random.integer(4096);
    }
  }
  const shape = { width: side, height: side, channels, colorChannels: channels, bitDepth: 16 };
  return plainTiff({ ...shape, sampleFormat: 'uint', samples });
}

/** The page with its bundles and the picture, on a port of its own. */
async function servePage(picture: Uint8Array) {
  const start: EditorStart = {
    fileName: 'picture.tif',
    workerScript: '/worker.js',
    threadScript: '/pageThread.js',
    strings: await englishStrings(),
  };
  const json = JSON.stringify(start).replace(/&/g, '&amp;').replace(/'/g, '&#39;');
  const html = `<!DOCTYPE html><link rel="stylesheet" href="/editor.css"><body><script src="/editor.js" data-start='${json}'></script>`;
  const files: Record<string, readonly [string, string | Uint8Array]> = {
    '/': ['text/html', html],
    ...(await styleSheets()),
    '/editor.js': ['text/javascript', await readFile('dist/editor.js')],
    '/worker.js': ['text/javascript', await readFile('dist/worker.js')],
    '/pageThread.js': ['text/javascript', await readFile('dist/pageThread.js')],
    '/picture.tif': ['image/tiff', picture],
  };
  const server = createServer((request, response) => {
    const [type, content] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.setHeader('content-type', type).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

async function styleSheets(): Promise<Record<string, readonly [string, Uint8Array]>> {
  const names = (await readdir('media')).filter((name) => name.endsWith('.css'));
  const sheets = names.map(async (name) => [`/${name}`, ['text/css', await readFile(`media/${name}`)]] as const);
  return Object.fromEntries(await Promise.all(sheets));
}

/** The page's texts as they are without a translation. */
async function englishStrings(): Promise<UiStrings> {
  const { outputFiles } = await build({
    entryPoints: ['src/host/uiStrings.ts'],
    alias: { vscode: './test/unit/fakeVscode.ts' },
    ...bundling,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const module = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return module.uiStrings();
}

/** In the page: answers its calls as the extension host would, and notes when tiles are drawn. */
function playHost(): void {
  const drawn: number[] = [];
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...args: unknown[]) {
    drawn.push(performance.now());
    return Reflect.apply(draw, this, args);
  };
  const answer = async ({ id, method }: { id: number; method: string }) => {
    let value: unknown;
    if (method === 'readFile') {
      const bytes = new Uint8Array(await (await fetch('/picture.tif')).arrayBuffer());
      value = { bytes, limits: { maxPixels: 2e8, maxPages: 1e5 } };
      Object.assign(window, { benchBegun: performance.now(), benchDrawn: drawn });
    }
    window.postMessage({ kind: 'answer', id, result: { ok: true, value } });
  };
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: { kind: string; id: number; method: string }) =>
        void (message.kind === 'request' && answer(message)),
      getState: () => undefined,
      setState: () => {},
    }),
  });
}

/** In the page: waits until nothing has been drawn for a while. */
async function waitForPicture(): Promise<{ firstPictureMs: number; sharpPictureMs: number }> {
  const quietMs = 1500;
  const bench = window as unknown as { benchBegun?: number; benchDrawn?: number[] };
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { benchBegun = 0, benchDrawn = [] } = bench;
    const last = benchDrawn.at(-1);
    if (last === undefined || performance.now() - last < quietMs) continue;
    return { firstPictureMs: benchDrawn[0] - benchBegun, sharpPictureMs: last - benchBegun };
  }
}

async function moveAbout(page: Page, kind: 'pan' | 'zoom'): Promise<Frames> {
  const canvas = page.locator('canvas');
  await canvas.press(kind === 'pan' ? '1' : '0');
  await page.waitForTimeout(1000);
  const intervals = await canvas.evaluate(wheelAtEveryFrame, { kind, seconds });
  const sorted = [...intervals].sort((a, b) => a - b);
  return {
    perSecond: intervals.length / seconds,
    medianMs: median(intervals),
    slowMs: sorted[Math.floor(sorted.length * 0.95)],
  };
}

/** In the page: turns the wheel at every frame, and gives the times between frames in milliseconds. */
async function wheelAtEveryFrame(
  canvas: Element,
  { kind, seconds }: { kind: 'pan' | 'zoom'; seconds: number },
): Promise<number[]> {
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const intervals: number[] = [];
  const begun = await nextFrame();
  let last = begun;
  while (last - begun < seconds * 1000) {
    const turn = Math.sin((last - begun) / 500);
    const wheel = kind === 'pan' ? { deltaX: 25 * turn, deltaY: 20 } : { deltaY: -8 * Math.sign(turn), ctrlKey: true };
    canvas.dispatchEvent(new WheelEvent('wheel', { ...wheel, cancelable: true, clientX: 640, clientY: 400 }));
    const now = await nextFrame();
    intervals.push(now - last);
    last = now;
  }
  return intervals;
}
