import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { bundling } from '../../scripts/bundling.mjs';
import type { Engine } from '../../src/core/engines/engine';
import { RpcPeer } from '../../src/shared/rpc';
import { launchBrowser } from '../vscode-offline/host.mjs';
import type { EngineWorkerApi, TestedEngine } from './engineWorker';

/** Workers of a real Chromium with software WebGL, each with an engine in it. */
export interface EngineBrowser {
  /** A worker of its own, so that its calls are counted from zero. */
  openWorker(): Promise<EngineWorker>;
  close(): Promise<void>;
}

export type EngineWorker = RpcPeer<Record<never, never>, EngineWorkerApi>;

export async function openEngineBrowser(): Promise<EngineBrowser> {
  const scripts = {
    worker: await bundled('engineWorker.ts'),
    thread: await bundled('../../webview/worker/computeThread.ts'),
  };
  const browser = await launchBrowser();
  return {
    openWorker: async () => connect(await browser.newPage(), scripts),
    close: () => browser.close(),
  };
}

async function bundled(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entryPoint, import.meta.url))],
    ...bundling,
    write: false,
    format: 'iife',
    target: 'chrome128',
  });
  return outputFiles[0].text;
}

/** The engine in the worker as an Engine of this process. */
export async function remoteEngine(worker: EngineWorker, id: TestedEngine = 'webgl'): Promise<Engine> {
  const description = await worker.call('createEngine', { id, allowSoftware: true });
  return {
    id: id === 'one thread' ? 'wasm' : id,
    description,
    supports: () => true,
    cost: () => 1,
    async createTrainer(setup) {
      const trainer = await worker.call('createTrainer', setup);
      return {
        train: (crops, learningRates) => worker.call('train', { trainer, crops, learningRates }),
        evaluate: (crops) => worker.call('evaluate', { trainer, crops }),
        infer: (tile, height, width) => worker.call('infer', { trainer, tile, height, width }),
        parameters: () => worker.call('parameters', { trainer }),
        dispose: () => worker.notify('disposeTrainer', { trainer }),
      };
    },
    dispose: () => worker.notify('disposeEngine'),
  };
}

async function connect(page: Page, scripts: { worker: string; thread: string }): Promise<EngineWorker> {
  const worker = await page.evaluateHandle(({ worker, thread }) => {
    const blobOf = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    return new Worker(blobOf(`const threadScript = '${blobOf(thread)}';\n${worker}`));
  }, scripts);
  let receive = (_message: unknown) => {};
  await page.exposeFunction('receiveFromWorker', (text: string) => receive(fromJson(text)));
  await page.exposeFunction('workerFailed', (message: string) => peer.dispose(`the worker failed: ${message}`));
  await worker.evaluate((target) => {
    const { receiveFromWorker, workerFailed } = globalThis as unknown as Record<string, (text: string) => void>;
    const replace = (_key: string, value: unknown) => {
      if (value instanceof Float32Array) return { floats: Array.from(value, String) };
      return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
    };
    target.onmessage = ({ data }) => receiveFromWorker(JSON.stringify(data, replace));
    target.onerror = ({ message }) => workerFailed(message);
  });
  const post = (message: unknown) =>
    worker.evaluate((target, text) => {
      const revive = (_key: string, value: unknown) =>
        typeof value === 'object' && value !== null && 'floats' in value
          ? Float32Array.from(value.floats as string[], Number)
          : value;
      target.postMessage(JSON.parse(text, revive));
    }, toJson(message));
  const peer = new RpcPeer<Record<never, never>, EngineWorkerApi>(
    {
      post: (message) => void post(message).catch((error) => peer.dispose(String(error))),
      listen: (listener) => {
        receive = listener;
      },
    },
    {},
  );
  return peer;
}

/* Playwright passes text. JSON has neither typed arrays nor NaN: they travel as { floats: [...] } and { number }. */

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (part instanceof Float32Array ? { floats: Array.from(part, String) } : part));

const fromJson = (text: string): unknown =>
  JSON.parse(text, (_key, part) => {
    if (typeof part !== 'object' || part === null) return part;
    if ('floats' in part) return Float32Array.from(part.floats, Number);
    return 'number' in part ? Number(part.number) : part;
  });
