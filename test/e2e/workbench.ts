/** One real VS Code workbench, with the packed extension installed, for the tests of a file. */
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { requireVsix } from '../../scripts/project.mjs';
import { makeWorkspace } from '../integration/workspace.mjs';
import { contextMenu, home, type OpenWorkbenchOptions, openWorkbench, webview } from '../vscode-offline/host.mjs';

/** Starting a server and a browser and installing the extension takes a while on a busy machine. */
const OPEN_TIMEOUT_MS = 180_000;

export class Workbench {
  constructor(
    readonly page: Page,
    /** The opened folder on disk: a copy of samples/ and tiny.png. */
    readonly folder: string,
  ) {}

  /** A file or folder in the Explorer, by its name. */
  explorerItem(name: string): Locator {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  }

  /** Right-clicks the target and takes the entry of that name. */
  contextMenu(target: Locator, entry: string): Promise<void> {
    return contextMenu(this.page, target, entry);
  }

  /** The document inside the nth webview. */
  webview(nth = 0): FrameLocator {
    return webview(this.page, nth);
  }

  /** The notifications that hold the text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Runs a command from the command palette by its full title, category included. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page
      .locator('.quick-input-widget input[type="text"], .quick-input-widget input:not([type])')
      .first();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list').getByRole('option').filter({ hasText: title }).first().waitFor();
    await input.press('Enter');
  }

  /** Saves a picture of the workbench to .vscode-test/ and returns its path. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(home, `e2e-${name.replace(/[^\w-]+/g, '-')}.png`);
    await this.page.screenshot({ path: file, timeout: 5_000 });
    return file;
  }
}

/**
 * Opens a workbench before the first test of the file and closes it after the last. A test that fails leaves a
 * screenshot, `e2e-<test name>.png`, in .vscode-test/.
 *
 * @returns a function that gives the workbench, to be called inside tests
 */
export function useWorkbench(options: Omit<OpenWorkbenchOptions, 'folder' | 'vsix'> = {}): () => Workbench {
  let workbench: Workbench | undefined;
  let close: (() => Promise<void>) | undefined;
  const current = (): Workbench => {
    if (!workbench) throw new Error('the workbench is open only while tests run');
    return workbench;
  };

  beforeAll(async () => {
    const workspace = makeWorkspace();
    close = async () => workspace.remove();
    const opened = await openWorkbench({ ...options, folder: workspace.folder, vsix: requireVsix() });
    close = async () => {
      await opened.stop();
      workspace.remove();
    };
    workbench = new Workbench(opened.page, workspace.folder);
  }, OPEN_TIMEOUT_MS);

  beforeEach(({ onTestFailed, task }) => {
    onTestFailed(async () => {
      console.error(`screenshot: ${await current().screenshot(task.name)}`);
    });
  });

  afterAll(() => close?.());
  return current;
}
