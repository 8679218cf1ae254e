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
const write = (name, bytes) => fs.writeFileSync(path.join(workspace.folder, name), bytes);
write('stack.tif', fs.readFileSync(path.join(root, 'test/fixtures/tiff/imagej-hyperstack-one-directory.tif')));
write('damaged.png', fs.readFileSync(path.join(workspace.folder, 'plane.png')).subarray(0, 60_000));

/** Opens the workspace in a theme and has pictures taken of it. */
async function inTheme(theme, takePictures) {
  const { page, stop } = await openWorkbench({
    folder: workspace.folder,
    vsix: requireVsix(),
    settings: {
      'workbench.colorTheme': theme,
      'zeroShotDenoise.preset': 'balanced',
      'zeroShotDenoise.onConflict': 'overwrite',
    },
  });
  try {
    await page.setViewportSize({ width: clip.width, height: clip.height });
    await takePictures(new Stage(page));
  } finally {
    await stop();
  }
}

/** The workbench while pictures are taken of it. */
class Stage {
  constructor(page) {
    this.page = page;
  }

  get view() {
    return webview(this.page);
  }

  file(name) {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  }

  press(name) {
    return this.view.getByRole('button', { name, exact: true }).click();
  }

  async take(name) {
    await this.page.waitForTimeout(SETTLED_MS);
    await this.takeNow(name);
  }

  takeNow(name) {
    return this.page.screenshot({ path: path.join(folder, `${name}.png`), clip });
  }

  /** Opens a file in the editor, beside which nothing else is open. */
  async open(name, text) {
    await this.page.keyboard.press('Control+k');
    await this.page.keyboard.press('Control+w');
    await contextMenu(this.page, this.file(name), 'Open With...');
    await this.page
      .locator('.quick-input-widget')
      .getByRole('option', { name: /Zero-Shot Denoise/ })
      .click();
    await this.view.getByText(text).waitFor();
  }

  async denoise(name) {
    await contextMenu(this.page, this.file(name), 'Denoise Image');
    await this.view.getByText('Saved as').waitFor({ timeout: 120_000 });
    await this.page.locator('.notification-toast').hover();
    await this.page.getByRole('button', { name: /^Clear Notification/ }).click();
  }
}

try {
  fs.mkdirSync(folder, { recursive: true });
  await inTheme('Default Dark Modern', async (stage) => {
    const { page } = stage;
    await stage.open('plane.png', '256×256 · RGB');
    await stage.press('Zoom in');
    await stage.press('Zoom in');
    await stage.take('before');
    await stage.press('Tune');
    await stage.press('Denoise');
    await stage.view.getByText(/Step [2-4]\d{3} of/).waitFor();
    await stage.takeNow('during');
    await stage.view.getByText('not saved').waitFor({ timeout: 120_000 });
    await stage.take('tune');
    await stage.press('Tune');
    await stage.denoise('plane.png');
    await stage.take('after');
    for (const [mode, name] of [
      ['Side by Side', 'side'],
      ['Difference', 'difference'],
    ]) {
      await stage.press(mode);
      await stage.take(name);
    }
    await stage.press('Split');
    await stage.press('Details');
    await stage.take('details');
    await stage.press('Details');

    await stage.open('wall.png', '256×256 · RGB');
    await stage.press('Zoom in');
    await stage.press('Preview');
    await stage.view.getByRole('application', { name: /Part to preview/ }).press('Enter');
    await stage.view.getByText('A quick look').waitFor();
    await stage.take('preview');
    await page.keyboard.press('Escape');

    await stage.open('stack.tif', 'Denoise This Page');
    for (let i = 0; i < 7; i++) await stage.press('Zoom in');
    await stage.take('stack');
    await stage.open('damaged.png', 'Try Again');
    await stage.take('damaged');
  });
  await inTheme('Default Light Modern', async (stage) => {
    await stage.open('motorcycles-16bit.tif', '256×256');
    await stage.denoise('motorcycles-16bit.tif');
    await stage.take('light');
  });
  await inTheme('Default High Contrast', async (stage) => {
    await stage.open('plane.png', '256×256 · RGB');
    await stage.denoise('plane.png');
    await stage.take('high-contrast');
  });
} finally {
  workspace.remove();
}
process.exit(0);
