import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually, useWorkbench } from './workbench';

const workbench = useWorkbench({
  settings: {
    'zeroShotDenoise.preset': 'custom',
    'zeroShotDenoise.iterations': 20,
    'zeroShotDenoise.autoSave': 'never',
  },
});
const inFolder = (name: string) => path.join(workbench().folder, name);

describe('the editor in VS Code’s window', () => {
  const statusEntry = (text: string | RegExp) => workbench().page.locator('.statusbar-item', { hasText: text });

  test('shows its status entries while it is active, and takes them with it', async () => {
    await workbench().denoiseTiny('status.png');
    for (const text of ['32×16 RGB 8-bit', /^\d+%$/, /σ [\d.]+ → [\d.]+/, 'CPU'])
      await statusEntry(text).first().waitFor();
    workbench().writeFile('notes.txt', 'text');
    await workbench().explorerItem('notes.txt').dblclick();
    await workbench().tab('notes.txt').waitFor();
    await statusEntry('32×16').waitFor({ state: 'detached' });
    await workbench().tab('status.png').click();
    await statusEntry('32×16').waitFor();
  });

  test('offers its commands only while it is active', async () => {
    const ours = async () => (await workbench().offered('Zero-Shot Denoise: ')).join('\n');
    expect(await ours()).not.toContain('Copy Denoised Image');
    await workbench().denoiseTiny('commands.png');
    expect(await ours()).toContain('Copy Denoised Image');
    await workbench().command('Zero-Shot Denoise: Show After');
    const after = workbench().webview().getByRole('button', { name: 'After', exact: true });
    await eventually(() => after.getAttribute('aria-pressed')).toBe('true');
  });

  test('its title bar denoises without saving', async () => {
    await workbench().settings({ 'zeroShotDenoise.autoSave': 'explorer' });
    workbench().writeFile('title.png', readFileSync(inFolder('tiny.png')));
    await workbench().explorerItem('title.png').click();
    await workbench().page.getByRole('button', { name: 'Open in Zero-Shot Denoise' }).click();
    await workbench()
      .webview()
      .getByText(/32×16 · RGB/)
      .waitFor();
    await workbench().page.locator('.editor-actions').getByRole('button', { name: 'Denoise Image' }).click();
    await workbench().webview().getByText('not saved').waitFor();
    await eventually(() => workbench().isMarked('title.png')).toBe(true);
    expect(existsSync(inFolder('title.denoised.png'))).toBe(false);
  });

  test('copies diagnostics', async () => {
    await workbench().denoiseTiny('diagnostics.png');
    await workbench().command('Zero-Shot Denoise: Copy Diagnostics');
    await workbench().notification('The diagnostics are on the clipboard').waitFor();
  });

  test('opens its documents and its walkthrough', async () => {
    await workbench().command('Zero-Shot Denoise: Troubleshooting');
    await workbench().webview().getByRole('heading', { name: 'Troubleshooting' }).waitFor();
    await workbench().command('Zero-Shot Denoise: Open Walkthrough');
    await workbench().page.getByText('From a noisy picture to a saved result in four steps.').first().waitFor();
    await workbench().screenshot('walkthrough');
  });
});
