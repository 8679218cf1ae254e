import { existsSync, readFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openImage } from '../../src/core/codecs/registry';
import { psnr } from '../../src/core/image/metrics';
import { eventually, useWorkbench } from './workbench';

const workbench = useWorkbench({ settings: { 'zeroShotDenoise.preset': 'fast' } });
const inFolder = (name: string) => path.join(workbench().folder, name);
const pixels = async (name: string) => (await openImage(readFileSync(inFolder(name)))).readPage(0);

async function waitForFile(name: string): Promise<void> {
  await eventually(() => existsSync(inFolder(name))).toBe(true);
}

describe('Denoise Image in the Explorer’s context menu', () => {
  test('opens the editor, trains, shows before and after, and saves a better picture', async () => {
    const { page } = workbench();
    await workbench().contextMenu(workbench().explorerItem('plane.png'), 'Denoise Image');
    const view = workbench().webview();
    await Promise.all([
      view.getByText(/Step \d+ of 2000 · loss/).waitFor(),
      view.getByRole('button', { name: 'Stop' }).waitFor(),
      view.getByText('CPU: WebGL is emulated in software here, which is slower').waitFor(),
    ]);
    await workbench().screenshot('during');

    await waitForFile('plane.denoised.png');
    await view.getByText('Saved as plane.denoised.png').waitFor();
    const notice = workbench().notification('“plane.png” was denoised and saved as “plane.denoised.png”');
    for (const action of ['Open', 'Compare', 'Reveal']) await notice.getByRole('button', { name: action }).waitFor();
    await workbench().screenshot('after');

    const clean = await pixels('clean/plane.png');
    const gain = psnr(await pixels('plane.denoised.png'), clean) - psnr(await pixels('plane.png'), clean);
    expect(gain).toBeGreaterThan(4);

    for (const mode of ['Before', 'After', 'Split']) {
      const button = view.getByRole('button', { name: mode, exact: true });
      await button.click();
      expect(await button.getAttribute('aria-pressed')).toBe('true');
    }
    await page.locator('.statusbar-item', { hasText: '256×256 RGB 8-bit' }).waitFor();
    await notice.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('tab', { name: /plane\.denoised\.png/ }).waitFor();
  });

  test('the divider moves by pointer and by keys', async () => {
    await workbench().contextMenu(workbench().explorerItem('tiny.png'), 'Denoise Image');
    const view = workbench().webview();
    await view.getByText('Saved as').waitFor();
    const divider = view.getByRole('slider', { name: 'Divider between before and after' });
    expect(await divider.getAttribute('aria-valuenow')).toBe('50');
    await divider.focus();
    await divider.press('ArrowRight');
    await eventually(() => divider.getAttribute('aria-valuenow')).toBe('52');
    const box = await divider.boundingBox();
    if (!box) throw new Error('the divider is not to be seen');
    const { mouse } = workbench().page;
    await mouse.move(box.x + box.width / 2, box.y + 30);
    await mouse.down();
    await mouse.move(box.x - 150, box.y + 30, { steps: 5 });
    await mouse.up();
    await eventually(async () => Number(await divider.getAttribute('aria-valuenow'))).toBeLessThan(45);
  });

  test('trains on WebGL when that is chosen', async () => {
    await workbench().settings({
      'zeroShotDenoise.engine': 'webgl',
      'zeroShotDenoise.preset': 'custom',
      'zeroShotDenoise.iterations': 4,
    });
    await unlink(inFolder('tiny.denoised.png')).catch(() => {});
    await workbench().contextMenu(workbench().explorerItem('tiny.png'), 'Denoise Image');
    const view = workbench().webview();
    await view.getByText('GPU (WebGL), as chosen in the settings').waitFor();
    await waitForFile('tiny.denoised.png');
  });
});

describe('the editor by itself', () => {
  test('opens from the built-in preview’s title bar, denoises and saves by its buttons, and can be cancelled', async () => {
    await workbench().settings({ 'zeroShotDenoise.preset': 'custom', 'zeroShotDenoise.iterations': 200_000 });
    const { page } = workbench();
    await workbench().explorerItem('wall.png').click();
    await page.getByRole('button', { name: 'Open in Zero-Shot Denoise' }).click();
    const view = workbench().webview();
    await view.getByText(/256×256 · RGB · 8-bit/).waitFor();
    await workbench().screenshot('before');
    await view.getByRole('button', { name: 'Denoise', exact: true }).click();
    await view.getByText(/Step \d+ of 200000/).waitFor();
    await view.getByRole('button', { name: 'Cancel' }).click();
    await view.getByText('Cancelled; nothing was changed.').waitFor();
    expect(existsSync(inFolder('wall.denoised.png'))).toBe(false);

    await view.getByRole('button', { name: 'Denoise', exact: true }).click();
    await view.getByText(/Step \d{3,} of 200000/).waitFor();
    await view.getByRole('button', { name: 'Stop' }).click();
    await view.getByText(/Stopped after \d+ steps/).waitFor();
    await view.getByRole('button', { name: 'Save', exact: true }).click();
    await view.getByText('Saved as wall.denoised.png').waitFor();
    expect(existsSync(inFolder('wall.denoised.png'))).toBe(true);
    await page.getByRole('treeitem', { name: 'wall.denoised.png' }).waitFor();
  });

  test('says what is wrong with a file it cannot open, and opens it once it is mended', async () => {
    workbench().writeFile('broken.png', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n');
    await workbench().contextMenu(workbench().explorerItem('broken.png'), 'Denoise Image');
    const view = workbench().webview();
    await view.getByRole('heading', { name: '“broken.png” cannot be opened' }).waitFor();
    await view.getByText('Run "git lfs pull"').waitFor();
    await workbench().notification('“broken.png”: The file is a Git LFS pointer').waitFor();
    await workbench().screenshot('failure');
    await view.getByRole('button', { name: 'Try Again' }).waitFor();
    workbench().writeFile('broken.png', readFileSync(inFolder('tiny.png')));
    await view.getByText(/32×16 · RGB · 8-bit/).waitFor();
  });

  test('keeps the result when it cannot be written, and says where the trouble is', async () => {
    await workbench().settings({ 'zeroShotDenoise.preset': 'fast', 'zeroShotDenoise.outputFolder': 'wall.png' });
    await workbench().contextMenu(workbench().explorerItem('tiny.png'), 'Denoise Image');
    const notice = workbench().notification(/“wall\.png” could not be written/);
    await notice.getByRole('button', { name: 'Save As…' }).waitFor();
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).waitFor();
  });
});
