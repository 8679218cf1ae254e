/** One real VS Code workbench, with the packed extension installed, for the tests of a file. */
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { requireVsix } from '../../scripts/project.mjs';
import { makeWorkspace } from '../integration/workspace.mjs';
import {
  contextMenu,
  home,
  type OpenWorkbenchOptions,
  openWorkbench,
  patience,
  waitForCustomEditors,
  webview,
} from '../vscode-offline/host.mjs';

const POLL_MS = 100;
/** How often what had no effect is tried again, and after how long on a quiet machine. */
const ATTEMPTS = 5;
const ATTEMPT_MS = 2000;

/** Longer than VS Code's file dialog takes from listing a folder to naming it, on a quiet machine. */
const SETTLED_MS = 500;

/** In browsers VS Code saves by itself unless told otherwise. */
const USER_SETTINGS = { 'files.autoSave': 'off' };

/** Longer than VS Code takes to act on a changed file, on a quiet machine. */
const SETTINGS_NOTICED_MS = 5_000;

/** As `expect.poll`, for as long as it makes sense on a machine as busy as this one. */
export const eventually = <T>(value: () => T) => expect.poll(value, { timeout: patience() });

export class Workbench {
  /** What the folder holds before the first test. */
  private readonly ownFiles: ReadonlySet<string>;
  private probes = 0;
  private settingsWritten = 0;
  private hasOwnSettings = false;

  constructor(
    readonly page: Page,
    /** The opened folder on disk: a copy of the samples and tiny.png. */
    readonly folder: string,
  ) {
    this.ownFiles = new Set(fs.readdirSync(folder));
  }

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

  /** A button of the question that VS Code asks in the middle of the window. */
  dialogButton(name: string): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name, exact: true });
  }

  tab(name: string): Locator {
    return this.page.locator('.editor-group-container .tab', { hasText: name });
  }

  /** Whether the file's tab is marked as unsaved. */
  async isMarked(name: string): Promise<boolean> {
    return (await this.page.locator('.editor-group-container .tab.dirty', { hasText: name }).count()) > 0;
  }

  /** The entries that the command palette offers for a text. */
  async offered(text: string): Promise<string[]> {
    const palette = await this.openPalette(text);
    await palette.getByRole('option').first().waitFor();
    const labels = await palette.getByRole('option').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await palette.waitFor({ state: 'hidden' });
    return labels;
  }

  /** Runs a command from the command palette by its full title, category included. */
  async command(title: string): Promise<void> {
    const palette = await this.choose(title);
    await palette.waitFor({ state: 'hidden' });
  }

  /** As `command`, for commands that ask for something in the palette's place, which this returns. */
  async choose(title: string): Promise<Locator> {
    const palette = await this.openPalette(title);
    await palette.getByRole('option').filter({ hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
    return palette;
  }

  private async openPalette(text: string): Promise<Locator> {
    const palette = this.page.locator('.quick-input-widget');
    const input = palette.locator('input[type="text"], input:not([type])').first();
    // a webview that is only just loading, or a dialog that is only just going, swallows the key
    for (let attempt = 0; attempt === 0 || (attempt < ATTEMPTS && !(await input.isVisible())); attempt++) {
      await this.page.locator('.sidebar .composite.title').first().click();
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: patience(ATTEMPT_MS) }).catch(() => {});
    }
    await input.fill(`>${text}`);
    return palette;
  }

  /**
   * Names a file of the opened folder in VS Code's file dialog and takes its button. When the dialog has read the folder
   * that it begins with, it writes that path over whatever was typed until then.
   */
  async answerFileDialog(name: string, button: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget');
    const input = dialog.locator('input[type="text"]').first();
    await dialog.getByRole('button', { name: button, exact: true }).waitFor();
    await dialog.getByRole('option', { name: '..', exact: true }).waitFor();
    const wanted = path.join(this.folder, name);
    const staysTyped = async (): Promise<boolean> => {
      await input.fill(wanted);
      await this.pause(SETTLED_MS);
      return (await input.inputValue()) === wanted;
    };
    await eventually(staysTyped).toBe(true);
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /**
   * Closes what a test has left open, waits until that is gone, and removes its files and settings: the Explorer only makes
   * the items that are in sight.
   */
  async tidy(): Promise<void> {
    if ((await this.page.locator('.notification-toast').count()) > 0) {
      await this.command('Notifications: Clear All Notifications');
    }
    const tab = this.page.locator('.editor-group-container .tab').first();
    for (let tryAt = 0; (await tab.count()) > 0; await this.page.waitForTimeout(POLL_MS)) {
      if (await this.dialogButton("Don't Save").isVisible()) await this.dialogButton("Don't Save").click();
      else if (performance.now() >= tryAt) {
        await this.closeAllEditors();
        tryAt = performance.now() + patience(ATTEMPT_MS);
      }
    }
    for (const name of fs.readdirSync(this.folder)) {
      if (!this.ownFiles.has(name)) fs.rmSync(path.join(this.folder, name), { recursive: true });
    }
    if (this.hasOwnSettings) await this.settings({});
  }

  private async closeAllEditors(): Promise<void> {
    await this.page.locator('.sidebar .composite.title').first().click();
    await this.page.keyboard.press('Control+k');
    await this.page.keyboard.press('Control+w');
  }

  /** Reloads the window, as after an update of an extension. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Waits until custom editors open and a file that appears in the folder is noticed. */
  async ready(): Promise<void> {
    await waitForCustomEditors(this.page);
    await this.explorerItem('tiny.png').waitFor();
    for (let attempt = 0, isNoticed = false; attempt < ATTEMPTS && !isNoticed; attempt++) {
      const probe = `probe-${++this.probes}.txt`;
      this.writeFile(probe, '');
      isNoticed = await this.explorerItem(probe)
        .waitFor({ timeout: patience(ATTEMPT_MS) })
        .then(
          () => true,
          () => false,
        );
    }
  }

  /** Denoises a copy of tiny.png, and waits for the result that nobody has saved. */
  async denoiseTiny(name: string): Promise<void> {
    this.writeFile(name, fs.readFileSync(path.join(this.folder, 'tiny.png')));
    await this.explorerItem(name).waitFor();
    await this.contextMenu(this.explorerItem(name), 'Denoise Image');
    await this.webview().getByText('not saved').waitFor();
    await eventually(() => this.isMarked(name)).toBe(true);
  }

  /** Denoises a copy of tiny.png and takes VS Code's File > Save As: the tab shows what was written then, unmarked. */
  async saveAsNatively(name: string, target: string): Promise<void> {
    await this.denoiseTiny(name);
    await this.choose('File: Save As...');
    await this.answerFileDialog(target, 'OK');
    await this.tab(target).waitFor();
    await this.tab(name).waitFor({ state: 'detached' });
    expect(fs.existsSync(path.join(this.folder, target))).toBe(true);
    expect(await this.isMarked(target)).toBe(false);
  }

  /** Gives what happens without a sign the time it takes: `quietMs` on a quiet machine, most of them for VS Code's timers. */
  pause(quietMs: number): Promise<void> {
    return this.page.waitForTimeout(0.75 * quietMs + patience(0.25 * quietMs));
  }

  /** Replaces the workspace's settings and waits until VS Code goes by them: one of them is the window's title. */
  async settings(values: Record<string, unknown>): Promise<void> {
    const title = `settings ${++this.settingsWritten}.`;
    this.hasOwnSettings = Object.keys(values).length > 0;
    for (let attempt = 0, isNoticed = false; attempt < ATTEMPTS && !isNoticed; attempt++) {
      this.writeFile('.vscode/settings.json', JSON.stringify({ ...values, 'window.title': title }));
      isNoticed = await this.page
        .waitForFunction((wanted) => document.title.includes(wanted), title, { timeout: patience(SETTINGS_NOTICED_MS) })
        .then(
          () => true,
          () => false,
        );
    }
    expect(await this.page.title()).toContain(title);
  }

  /** Writes a file into the opened folder, as another program would. */
  writeFile(name: string, content: string | Uint8Array): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }

  /** Saves a picture of the workbench to .vscode-test/ and returns its path. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(home, `e2e-${name.replace(/[^\w-]+/g, '-')}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}

/**
 * Opens a workbench before the first test of the file, tidies it up between tests and closes it after the last. A test
 * that fails leaves a screenshot, `e2e-<test name>.png`, in .vscode-test/.
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
    // VS Code notices a change of this file sooner than its appearance
    fs.mkdirSync(path.join(workspace.folder, '.vscode'));
    fs.writeFileSync(path.join(workspace.folder, '.vscode/settings.json'), '{}');
    close = async () => workspace.remove();
    const opened = await openWorkbench({
      ...options,
      settings: { ...USER_SETTINGS, ...options.settings },
      folder: workspace.folder,
      vsix: requireVsix(),
    });
    close = async () => {
      await opened.stop();
      workspace.remove();
    };
    workbench = new Workbench(opened.page, workspace.folder);
    await workbench.ready();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(`screenshot: ${await current().screenshot(task.name)}`);
    await current().tidy();
  });

  afterAll(() => close?.());
  return current;
}
