import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Engine } from '../../src/core/engines/engine';
import { RpcPeer } from '../../src/shared/rpc';
import { launchBrowser } from '../vscode-offline/host.mjs';
import type { WebglWorkerApi } from './webglWorker';

/** Workers of a real Chromium with software WebGL, each with the WebGL engine in it. */
export interface WebglBrowser {
  /** A worker of its own, so that its calls are counted from zero. */
  openWorker(): Promise<WebglWorker>;
  close(): Promise<void>;
}

export type WebglWorker = RpcPeer<Record<never, never>, WebglWorkerApi>;

export async function openWebglBrowser(): Promise<WebglBrowser> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('webglWorker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome128',
    loader: { '.wasm': 'binary' },
    logLevel: 'warning',
  });
  const browser = await launchBrowser();
  return {
    openWorker: async () => connect(await browser.newPage(), outputFiles[0].text),
    close: () => browser.close(),
  };
}

/** The engine in the worker as an Engine of this process. */
export async function remoteEngine(worker: WebglWorker): Promise<Engine> {
  const description = await worker.call('createEngine', { allowSoftware: true });
  return {
    id: 'webgl',
    description,
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

async function connect(page: Page, source: string): Promise<WebglWorker> {
  const worker = await page.evaluateHandle(
    (text) => new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))),
    source,
  );
  let receive = (_message: unknown) => {};
  await page.exposeFunction('receiveFromWorker', (text: string) => receive(fromJson(text)));
  await worker.evaluate((target) => {
    const { receiveFromWorker } = globalThis as unknown as { receiveFromWorker(text: string): void };
    const replace = (_key: string, value: unknown) =>
      value instanceof Float32Array ? { floats: Array.from(value, String) } : value;
    target.onmessage = ({ data }) => receiveFromWorker(JSON.stringify(data, replace));
    target.onerror = ({ message }) => receiveFromWorker(JSON.stringify({ workerError: message }));
  });
  return new RpcPeer<Record<never, never>, WebglWorkerApi>(
    {
      post: (message) =>
        void worker.evaluate((target, text) => {
          const revive = (_key: string, value: unknown) =>
            typeof value === 'object' && value !== null && 'floats' in value
              ? Float32Array.from(value.floats as string[], Number)
              : value;
          target.postMessage(JSON.parse(text, revive));
        }, toJson(message)),
      listen: (listener) => {
        receive = listener;
      },
    },
    {},
  );
}

/* Playwright passes JSON; typed arrays travel as { floats: [...] }, their values as text because JSON has no NaN. */

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (part instanceof Float32Array ? { floats: Array.from(part, String) } : part));

const fromJson = (text: string): unknown =>
  JSON.parse(text, (_key, part) =>
    typeof part === 'object' && part !== null && 'floats' in part ? Float32Array.from(part.floats, Number) : part,
  );
