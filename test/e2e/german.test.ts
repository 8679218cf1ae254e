import { expect, test } from 'vitest';
import { useWorkbench } from './workbench';

const workbench = useWorkbench({
  language: 'de',
  settings: { 'zeroShotDenoise.preset': 'custom', 'zeroShotDenoise.iterations': 20 },
});

test('a German window: menus, page, messages and status bar', async () => {
  await workbench().contextMenu(workbench().explorerItem('tiny.png'), 'Bild entrauschen');
  const view = workbench().webview();
  await view.getByText('Gespeichert als tiny.denoised.png').waitFor();
  for (const name of ['Noch einmal entrauschen', 'Vorher', 'Nachher', 'Geteilt', 'Einpassen']) {
    await view.getByRole('button', { name, exact: true }).waitFor();
  }
  await workbench().notification('„tiny.png“ wurde entrauscht und als „tiny.denoised.png“ gespeichert.').waitFor();
  await workbench().page.locator('.statusbar-item', { hasText: '32×16 RGB 8 Bit' }).waitFor();
  expect(await view.locator('html').getAttribute('lang')).toBe('de');
  await workbench().screenshot('german');
});
