/** A workbench for UI tests: VS Code server, Chromium and the page in it. */
import { launchBrowser } from './browser.mjs';
import { waitPatiently } from './patience.mjs';
import { startServer, workbenchUrl } from './server.mjs';

export { launchBrowser, softwareWebgl } from './browser.mjs';
export { home } from './paths.mjs';
export { patience } from './patience.mjs';

/** VS Code lets clicks in a menu pass unheard for its first 100 ms. */
const MENU_DEAF_MS = 250;

/** The document inside the nth webview: VS Code nests the extension's page two frames deep. */
export function webview(page, nth = 0) {
  const outer = page.locator('iframe.webview.ready').nth(nth).contentFrame();
  return outer.locator('iframe#active-frame').contentFrame();
}

/** Right-clicks the target and takes the entry of that name. */
export async function contextMenu(page, target, name) {
  await target.click({ button: 'right' });
  const item = page.getByRole('menuitem', { name, exact: true });
  await item.waitFor();
  await page.waitForTimeout(MENU_DEAF_MS);
  await item.click();
  await item.waitFor({ state: 'detached' });
}

/**
 * A file opened before custom editors are registered would open in the text editor. VS Code reads the extensions'
 * contributions first, and makes the service that registers custom editors when the page is idle after that.
 */
export async function waitForCustomEditors(page) {
  const extensionsLoaded = () => performance.getEntriesByName('code/didLoadExtensions').length > 0;
  await page.waitForFunction(extensionsLoaded);
  await page.evaluate(async () => {
    for (let i = 0; i < 10; i++) await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5000 }));
  });
}

/** Extensions speak the language then; VS Code itself would need its language pack to do so. */
async function setLanguage(page, language) {
  await page.addInitScript((name) => {
    globalThis._VSCODE_NLS_LANGUAGE = name;
  }, language);
}

/** Opens a workbench. Options as for startServer() and workbenchUrl(), `browserFlags`, and `language` (such as "de"). */
export async function openWorkbench(options = {}) {
  const server = await startServer(options);
  let browser;
  const stop = async () => {
    await browser?.close().catch(() => {});
    await server.stop();
  };
  try {
    browser = await launchBrowser(options.browserFlags);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    waitPatiently(page);
    if (options.language) await setLanguage(page, options.language);
    await page.goto(workbenchUrl(server, options));
    await waitForCustomEditors(page);
    await page.locator('.monaco-workbench').waitFor();
    return { page, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
