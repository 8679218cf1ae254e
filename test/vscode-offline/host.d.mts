import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';

export interface OpenWorkbenchOptions {
  /** A key of versions.json. */
  version?: string;
  /** The folder or .code-workspace file to open; an empty window without it. */
  folder?: string;
  /** User settings, added to quiet defaults. */
  settings?: Record<string, unknown>;
  /** A packed extension to install first. */
  vsix?: string;
  /** More command-line flags for Chromium. */
  browserFlags?: string[];
  /** The window's language for extensions, such as "de"; VS Code's own texts stay English. */
  language?: string;
  /** Gets the server's output. */
  log?(text: string): void;
}

export interface OpenedWorkbench {
  page: Page;
  /** Ends browser and server and removes their temporary files. */
  stop(): Promise<void>;
}

export { patience } from './patience.mjs';

/** The folder for logs and screenshots. */
export const home: string;
/** The implementation of WebGL that browsers are started with. */
export const softwareWebgl: string;
export function launchBrowser(moreFlags?: string[]): Promise<Browser>;
export function webview(page: Page, nth?: number): FrameLocator;
/** Resolves when files open in the custom editors that extensions bring. */
export function waitForCustomEditors(page: Page): Promise<void>;
export function contextMenu(page: Page, target: Locator, name: string): Promise<void>;
export function openWorkbench(options?: OpenWorkbenchOptions): Promise<OpenedWorkbench>;
