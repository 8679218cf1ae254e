/**
 * Takes the pictures of docs/images from the real editor: `npm run screenshots`. Needs the packed extension
 * (`npm run package`) and the offline VS Code (`node test/vscode-offline/setup.mjs`).
 */
import fs from 'node:fs';
import path from 'node:path';
import { makeWorkspace } from '../test/integration/workspace.mjs';
import { contextMenu, openWorkbench, webview } from '../test/vscode-offline/host.mjs';
import { requireVsix, root } from './project.mjs';

const folder = path.join(root, 'docs/images');
const clip = { x: 0, y: 0, width: 1100, height: 720 };
/** Longer than pictures and panels take to appear. */
const SETTLED_MS = 1000;

const workspace = makeWorkspace();
const { page, stop } = await openWorkbench({
  folder: workspace.folder,
  vsix: requireVsix(),
  settings: { 'workbench.colorTheme': 'Default Dark Modern', 'zeroShotDenoise.preset': 'balanced' },
});
try {
  fs.mkdirSync(folder, { recursive: true });
  await page.setViewportSize({ width: clip.width, height: clip.height });
  const take = async (name) => {
    await page.waitForTimeout(SETTLED_MS);
    await page.screenshot({ path: path.join(folder, `${name}.png`), clip });
  };
  const file = page.locator('.explorer-folders-view').getByRole('treeitem', { name: 'plane.png', exact: true });
  const view = webview(page);
  const press = (name) => view.getByRole('button', { name, exact: true }).click();

  await file.click();
  await page.getByRole('button', { name: 'Open in Zero-Shot Denoise' }).click();
  await view.getByText('256×256 · RGB').waitFor();
  await press('Zoom in');
  await press('Zoom in');
  await take('before');
  await contextMenu(page, file, 'Denoise Image');
  await view.getByText(/Step \d{4} of/).waitFor();
  await page.screenshot({ path: path.join(folder, 'during.png'), clip });
  await view.getByText('Saved as').waitFor({ timeout: 120_000 });
  await page.locator('.notification-toast').hover();
  await page.getByRole('button', { name: /^Clear Notification/ }).click();
  await take('after');
  await press('Details');
  await take('details');
} finally {
  await stop();
  workspace.remove();
}
process.exit(0);
