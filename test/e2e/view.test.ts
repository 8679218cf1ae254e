import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openImage } from '../../src/core/codecs/registry';
import type { Raster } from '../../src/core/image/raster';
import { plainTiff } from '../plainTiff';
import { axeViolations } from './axe';
import { eventually, useWorkbench } from './workbench';

const quick = { 'zeroShotDenoise.preset': 'custom', 'zeroShotDenoise.iterations': 20 };
const workbench = useWorkbench({ settings: quick });
const view = () => workbench().webview();
const canvas = () => view().locator('canvas');
const tool = (name: string | RegExp) => view().getByRole('button', { name, exact: true });
const zoom = () => view().locator('.zoom').textContent();

/** Opens a file in the editor without denoising it. */
async function open(name: string): Promise<void> {
  const { page } = workbench();
  await workbench().contextMenu(workbench().explorerItem(name), 'Open With...');
  await page
    .locator('.quick-input-widget')
    .getByRole('option', { name: /Zero-Shot Denoise/ })
    .click();
  await canvas().waitFor();
}

/** Opens a file and denoises it in a moment. */
async function denoise(name: string): Promise<void> {
  await workbench().contextMenu(workbench().explorerItem(name), 'Denoise Image');
  await view().getByText('Saved as').waitFor();
  await workbench().command('Notifications: Clear All Notifications');
}

/** The colour on the canvas, in CSS pixels from its middle. */
function colorAt(dx: number, dy: number): Promise<number[]> {
  return canvas().evaluate(
    (element, at) => {
      const target = element as HTMLCanvasElement;
      const ratio = window.devicePixelRatio;
      const x = Math.floor(target.width / 2 + at.dx * ratio);
      const y = Math.floor(target.height / 2 + at.dy * ratio);
      return [...(target.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3);
    },
    { dx, dy },
  );
}

/** A picture at another place of the view is interpolated a little otherwise. */
const isNear = (expected: readonly number[]) => (actual: unknown) =>
  Array.isArray(actual) && expected.every((value, i) => Math.abs(actual[i] - value) <= 2);

/** Shows each pixel as a square of ten by ten; the one right below the middle begins at the middle. */
async function enlarge(): Promise<void> {
  await canvas().focus();
  for (let i = 0; i < 6; i++) await canvas().press('+');
  await eventually(zoom).toBe('1000%');
}

/** The samples of a pixel of `tiny.png`, read from the file. */
async function tinyColor(x: number, y: number): Promise<number[]> {
  const { samples } = await (await openImage(readFileSync(path.join(workbench().folder, 'tiny.png')))).readPage(0);
  return Array.from(samples.subarray((y * 32 + x) * 3, (y * 32 + x + 1) * 3));
}

/** A file of 16-bit pages of two greys: 1000 on the left half, 3000 on the right half; the second page is 100 brighter. */
function writeDeepStack(name: string): Uint8Array {
  const [width, height] = [40, 30];
  const page = (offset: number): Raster => ({
    ...{ width, height, channels: 1, colorChannels: 1, bitDepth: 16, sampleFormat: 'uint' },
    samples: Uint16Array.from({ length: width * height }, (_, i) => offset + (i % width < width / 2 ? 1000 : 3000)),
  });
  const file = plainTiff(page(0), page(100));
  workbench().writeFile(name, file);
  return file;
}

describe('the modes', () => {
  test('show original and result over, beside and against each other, and the original for as long as one holds', async () => {
    await denoise('plane.png');
    const label = (name: string) => view().locator('.pane-label', { hasText: name });
    const legend = view().getByRole('group', { name: 'Scale of the difference' });
    const isShown = (parts: Locator[]) => Promise.all(parts.map((part) => part.isVisible()));
    const parts = [label('Before'), label('After'), legend, view().getByRole('slider', { name: /Divider/ })];

    for (const [mode, shown] of [
      ['Before', [false, false, false, false]],
      ['After', [false, false, false, false]],
      ['Split', [true, true, false, true]],
      ['Side by Side', [true, true, false, false]],
      ['Difference', [false, false, true, false]],
    ] as const) {
      await tool(mode).click();
      expect(await tool(mode).getAttribute('aria-pressed')).toBe('true');
      await eventually(() => isShown(parts)).toEqual(shown);
    }
    await workbench().screenshot('difference');

    const gain = view().getByRole('slider', { name: 'Amplification of the difference' });
    await expect(legend.textContent()).resolves.toContain('+63.8');
    await gain.press('ArrowRight');
    await eventually(() => legend.textContent()).toMatch(/\+31\.9.*×8/);

    await tool('Before').click();
    await eventually(() => tool('Before').getAttribute('aria-pressed')).toBe('true');
    const original = await settledColor();
    await tool('After').click();
    await eventually(() => colorAt(1, 1)).not.toEqual(original);
    const result = await settledColor();
    await canvas().focus();
    await workbench().page.keyboard.down('b');
    await eventually(() => colorAt(1, 1)).toEqual(original);
    await workbench().page.keyboard.up('b');
    await eventually(() => colorAt(1, 1)).toEqual(result);
    await tool('Original').hover();
    await workbench().page.mouse.down();
    await eventually(() => colorAt(1, 1)).toEqual(original);
    await workbench().page.mouse.up();
    await eventually(() => colorAt(1, 1)).toEqual(result);
  });

  test('wait for a result', async () => {
    await open('tiny.png');
    await view()
      .getByText(/32×16 · RGB/)
      .waitFor();
    for (const mode of ['Before', 'After', 'Split', 'Side by Side', 'Difference', 'Original']) {
      expect(await tool(mode).isDisabled()).toBe(true);
    }
    await enlarge();
    const color = await tinyColor(16, 8);
    await eventually(() => colorAt(5, 5)).toSatisfy(isNear(color));
  });
});

/** The colour in the middle once it does not change any more. */
async function settledColor(): Promise<number[]> {
  let last = await colorAt(1, 1);
  await eventually(async () => {
    const now = await colorAt(1, 1);
    const isSettled = String(now) === String(last) && now.some((value) => value > 0);
    last = now;
    return isSettled;
  }).toBe(true);
  return last;
}

describe('keys and gestures', () => {
  test('zoom by the steps of VS Code’s preview, and pan', async () => {
    await open('wall.png');
    await view()
      .getByText(/256×256/)
      .waitFor();
    await canvas().focus();
    for (const [key, shown] of [
      ['1', '100%'],
      ['+', '150%'],
      ['+', '200%'],
      ['-', '150%'],
      ['0', '100%'],
    ] as const) {
      await canvas().press(key);
      await eventually(zoom).toBe(shown);
    }
    for (let i = 0; i < 9; i++) await canvas().press('+');
    await eventually(zoom).toBe('2000%');
    const middle = await settledColor();
    await workbench().screenshot('pixels');
    for (const [away, back] of [
      ['ArrowRight', 'ArrowLeft'],
      ['ArrowDown', 'ArrowUp'],
      ['Space', 'Shift+Space'],
    ] as const) {
      await canvas().press(away);
      await eventually(() => colorAt(1, 1)).not.toEqual(middle);
      await canvas().press(back);
      await eventually(() => colorAt(1, 1)).toEqual(middle);
    }

    const { mouse, keyboard } = workbench().page;
    await canvas().hover();
    await mouse.down();
    await mouse.move(700, 300, { steps: 4 });
    await mouse.up();
    await eventually(() => colorAt(1, 1)).not.toEqual(middle);
    await keyboard.down('Control');
    await mouse.wheel(0, 100);
    await keyboard.up('Control');
    await eventually(zoom).toBe('1721%');
    await tool('Fit').click();
    await eventually(zoom).toBe('100%');
  });

  test('inspect known samples, by the pointer and by the keyboard', async () => {
    await open('tiny.png');
    await view()
      .getByText(/32×16 · RGB/)
      .waitFor();
    await enlarge();
    const { width, height } = (await canvas().boundingBox()) ?? { width: 0, height: 0 };
    const inspector = view().locator('.inspector');
    await canvas().hover({ position: { x: width / 2 + 5, y: height / 2 + 5 } });
    await eventually(() => inspector.textContent()).toBe(`16, 8${(await tinyColor(16, 8)).join(' ')}`);
    await canvas().hover({ position: { x: width / 2 - 155, y: height / 2 + 75 } });
    await eventually(() => inspector.textContent()).toBe(`0, 15${(await tinyColor(0, 15)).join(' ')}`);
    await tool('Fit').hover();
    await eventually(() => inspector.isVisible()).toBe(false);

    await canvas().focus();
    const spoken = view().locator('.view').getByRole('status');
    await canvas().press('Shift+ArrowRight');
    await eventually(() => spoken.textContent()).toBe(`17, 8: ${(await tinyColor(17, 8)).join(' ')}`);
    await canvas().press('Shift+ArrowUp');
    await eventually(() => spoken.textContent()).toBe(`17, 7: ${(await tinyColor(17, 7)).join(' ')}`);
    await canvas().press('Escape');
    await eventually(() => inspector.isVisible()).toBe(false);
  });

  test('copy the picture as it is shown', async () => {
    const { page } = workbench();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('tiny.png');
    await view()
      .getByText(/32×16 · RGB/)
      .waitFor();
    await canvas().focus();
    await canvas().press('Control+c');
    const copied = () =>
      page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const { width, height } = await createImageBitmap(await item.getType('image/png'));
        return [width, height];
      });
    await eventually(() => copied().catch(() => 'nothing')).toEqual([32, 16]);
  });

  test('the toolbar is one stop of the Tab key, the arrow keys go on from there', async () => {
    await open('tiny.png');
    await view()
      .getByText(/32×16 · RGB/)
      .waitFor();
    const focused = () => view().locator(':focus').getAttribute('aria-label');
    await tool('Zoom out').focus();
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().page.keyboard.press('ArrowRight');
    await eventually(focused).toBe('Zoom in');
    await workbench().page.keyboard.press('End');
    await eventually(focused).toBe('Details');
    // what is said about this picture's noise comes first
    const warnings = await view().locator('.warnings summary, .warnings button').count();
    for (let i = 0; i <= warnings; i++) await workbench().page.keyboard.press('Tab');
    await eventually(focused).toBe('Picture of tiny.png');
  });
});

describe('the details', () => {
  test('set the display range of deep samples, page by page, and leave the file alone', async () => {
    const file = writeDeepStack('deep.tif');
    await open('deep.tif');
    await view()
      .getByText(/40×30 .* 16-bit/)
      .waitFor();
    const sides = async () => [(await colorAt(-10, 0))[0], (await colorAt(10, 0))[0]];
    await eventually(sides).toEqual([0, 255]);
    await tool('Details').click();
    const [black, white, gamma] = ['Black', 'White', 'Gamma'].map((name) => view().getByLabel(name, { exact: true }));
    const set = async (field: Locator, value: number) => {
      await field.fill(String(value));
      await field.press('Enter');
    };
    await eventually(() => black.inputValue()).toBe('1000');
    await set(black, 0);
    await set(white, 4000);
    await eventually(sides).toEqual([64, 191]);
    await set(gamma, 2);
    await eventually(sides).toEqual([128, 221]);

    await tool('Next page').click();
    await view().getByText('Page 2 of 2').first().waitFor();
    await eventually(sides).toEqual([134, 224]);
    await tool('Reset').click();
    await eventually(sides).toEqual([0, 255]);
    expect(await black.inputValue()).toBe('1100');

    const handle = view().getByRole('slider', { name: 'Value shown as white' });
    await handle.press('Home');
    await handle.press('End');
    await eventually(() => white.inputValue()).toBe('3100');
    expect(readFileSync(path.join(workbench().folder, 'deep.tif'))).toEqual(Buffer.from(file));
  });

  test('tell facts and, by a clean reference, quality; another size is refused', async () => {
    await denoise('plane.png');
    await tool('Details').click();
    const image = view().getByRole('region', { name: 'Image' });
    await eventually(() => image.textContent()).toMatch(/256×256.*RGB.*8-bit.*Deflate.*Values0 – 255.*Noise σ20 → \d/);
    await choose('tiny.png');
    await view()
      .getByText(/the reference does not fit: it is 32x16/)
      .waitFor();
    await choose('clean/plane.png');
    const quality = view().getByRole('region', { name: 'Quality' });
    await eventually(() => quality.textContent()).toMatch(/Before21\.47 dB0\.\d{4}After2\d\.\d\d dB0\.\d{4}/);
    await eventually(() => view().locator('.pane-label').first().textContent()).toMatch(/Before · 21\.47 dB · SSIM/);
    await workbench().screenshot('quality');
  });
});

/** Chooses a file of the workspace as the reference, in the dialog of VS Code. */
async function choose(name: string): Promise<void> {
  await tool('Choose Reference…').click();
  await workbench().answerFileDialog(name, 'Compare with This');
}

test('mode, zoom, place, page and display range outlive the window', async () => {
  writeDeepStack('deep.tif');
  await open('deep.tif');
  await view()
    .getByText(/40×30 .* 16-bit/)
    .waitFor();
  await tool('Next page').click();
  await view().getByText('Page 2 of 2').first().waitFor();
  await tool('Details').click();
  const white = view().getByLabel('White', { exact: true });
  await white.fill('5000');
  await white.press('Enter');
  await canvas().focus();
  for (let i = 0; i < 8; i++) await canvas().press('+');
  for (let i = 0; i < 6; i++) await canvas().press('ArrowRight');
  await eventually(zoom).toBe('2000%');
  const before = await settledColor();

  // in the browser VS Code writes the state of its editors down every 5 s
  await workbench().pause(6_500);
  await workbench().page.reload();
  await canvas().waitFor();
  await view().getByText('Page 2 of 2').first().waitFor();
  await eventually(zoom).toBe('2000%');
  await eventually(() => view().getByLabel('White', { exact: true }).inputValue()).toBe('5000');
  await eventually(() => colorAt(1, 1)).toEqual(before);
});

test('at 300 pixels everything is there to be read and reached', async () => {
  await denoise('tiny.png');
  const { page } = workbench();
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  const toggleSideBar = () =>
    page
      .getByLabel(/^Toggle Primary Side Bar/)
      .first()
      .click();
  await toggleSideBar();
  try {
    await page.setViewportSize({ width: 352, height: 800 });
    const width = () =>
      view()
        .locator('body')
        .evaluate((body) => body.clientWidth);
    await eventually(width).toBeLessThanOrEqual(304);
    await tool('Details').click();
    const cut = await view()
      .locator('body')
      .evaluate((body) =>
        [...body.querySelectorAll('button, input, select, .message, dd')]
          .filter((part) => part.checkVisibility())
          .filter((part) => {
            const { left, right } = part.getBoundingClientRect();
            return left < 0 || right > body.clientWidth;
          })
          .map((part) => part.outerHTML),
      );
    expect(cut).toEqual([]);
    expect((await canvas().boundingBox())?.height).toBeGreaterThan(150);
    await workbench().screenshot('narrow');
  } finally {
    await page.setViewportSize(before);
    await toggleSideBar();
  }
});

describe('axe finds nothing to complain about', () => {
  test.each(['Default Dark Modern', 'Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'])(
    'in %s',
    async (theme) => {
      await workbench().settings({ ...quick, 'workbench.colorTheme': theme });
      await denoise('plane.png');
      await tool('Details').click();
      for (const mode of ['Split', 'Difference']) {
        await tool(mode).click();
        await workbench().screenshot(`${theme}-${mode}`);
        expect(await axeViolations(view())).toEqual([]);
      }
    },
  );
});
