/**
 * How long files take from the choice of an editor to their picture, in a real VS Code of which the server and the window
 * are on this machine: this editor, and VS Code's own preview for what that can show.
 */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { requireVsix } from '../scripts/project.mjs';
import { contextMenu, openWorkbench, webview } from '../test/vscode-offline/host.mjs';
import { noisyPng } from './codecs';
import { median } from './steps';
import { noisyTiff } from './view';

const rounds = 5;
const timeoutMs = 120_000;

interface Editor {
  readonly name: string;
  /** Resolves when the picture is there. */
  readonly shown: (view: FrameLocator) => Promise<void>;
}

const ours: Editor = {
  name: 'Zero-Shot Denoise',
  shown: async (view) => {
    await view.locator('canvas').waitFor();
    await view.getByText('Noise σ').first().waitFor();
  },
};

const builtIn: Editor = {
  name: 'Image Preview',
  shown: (view) => view.locator('body.ready img').waitFor(),
};

export interface OpenResult {
  readonly file: string;
  readonly editor: string;
  readonly medianMs: number;
}

export async function measureOpening(): Promise<OpenResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'open-'));
  copyFileSync('test/fixtures/samples/plane.png', path.join(folder, '256x256, 8-bit RGB.png'));
  writeFileSync(path.join(folder, '4096x4096, 16-bit RGB.png'), noisyPng());
  writeFileSync(path.join(folder, '4096x4096, 16-bit grey.tif'), noisyTiff(1));
  writeFileSync(path.join(folder, '4096x4096, 16-bit RGB.tif'), noisyTiff(3));
  const { page, stop } = await openWorkbench({ folder, vsix: requireVsix() });
  page.setDefaultTimeout(timeoutMs);
  try {
    const results: OpenResult[] = [];
    for (const file of ['256x256, 8-bit RGB.png', '4096x4096, 16-bit RGB.png']) {
      results.push(...(await measure(page, file, [builtIn, ours])));
    }
    for (const file of ['4096x4096, 16-bit grey.tif', '4096x4096, 16-bit RGB.tif']) {
      results.push(...(await measure(page, file, [ours])));
    }
    console.table(results.map(({ medianMs, ...rest }) => ({ ...rest, 'median ms': medianMs.toFixed(0) })));
    return results;
  } finally {
    await stop();
    rmSync(folder, { recursive: true });
  }
}

/** The editors take turns, so that all see the same machine. */
async function measure(page: Page, file: string, editors: readonly Editor[]): Promise<OpenResult[]> {
  const times = new Map(editors.map((editor) => [editor, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [editor, taken] of times) taken.push(await openOnce(page, file, editor));
  }
  return [...times].map(([editor, taken]) => ({ file, editor: editor.name, medianMs: median(taken) }));
}

async function openOnce(page: Page, file: string, { name, shown }: Editor): Promise<number> {
  const item = page.locator('.explorer-folders-view').getByRole('treeitem', { name: file, exact: true });
  await contextMenu(page, item, 'Open With...');
  const choice = page.locator('.quick-input-widget').getByRole('option', { name });
  await choice.waitFor();
  const begun = performance.now();
  await choice.click();
  await shown(webview(page));
  const taken = performance.now() - begun;
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+w');
  await page.locator('iframe.webview').waitFor({ state: 'detached' });
  return taken;
}
