import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../vscode-offline/host.mjs';
import type { EngineOutcome, EnginePageApi, EngineWork } from './page';

/** Bundles a worker's script as the extension's own worker is bundled. */
export async function bundleWorker(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome128',
    loader: { '.wasm': 'binary' },
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** A worker in a real Chromium that runs engines. */
export interface EngineBrowser {
  call<M extends keyof EnginePageApi>(method: M, params?: EngineWork): Promise<Awaited<ReturnType<EnginePageApi[M]>>>;
  close(): Promise<void>;
}

export async function openEngineBrowser(): Promise<EngineBrowser> {
  const source = await bundleWorker(new URL('page.ts', import.meta.url).pathname);
  const browser: Browser = await launchBrowser();
  const page = await browser.newPage();
  const worker = await page.evaluateHandle(
    (text) => new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))),
    source,
  );
  let nextId = 1;
  return {
    call: async (method, params) => {
      const text = await worker.evaluate(
        (target, request) =>
          new Promise<string>((resolve, reject) => {
            const revived = JSON.parse(request, (_, value) =>
              value && typeof value === 'object' && 'floats' in value ? Float32Array.from(value.floats) : value,
            );
            target.onerror = (event) => reject(new Error(event.message));
            target.onmessage = ({ data }) => {
              if (!data.result.ok) reject(new Error(`${data.result.error.code}: ${data.result.error.message}`));
              else
                resolve(
                  JSON.stringify(data.result.value, (_, value) =>
                    value instanceof Float32Array ? { floats: Array.from(value) } : value,
                  ),
                );
            };
            target.postMessage(revived);
          }),
        toJson({ kind: 'request', id: nextId++, method, params }),
      );
      return fromJson(text);
    },
    close: () => browser.close(),
  };
}

/** Playwright passes JSON only; typed arrays travel as { floats: [...] }. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (part instanceof Float32Array ? { floats: Array.from(part) } : part));

const fromJson = (text: string) =>
  JSON.parse(text, (_, part) =>
    part && typeof part === 'object' && 'floats' in part ? Float32Array.from(part.floats) : part,
  );

export type { EngineOutcome };
