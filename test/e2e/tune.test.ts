import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openImage } from '../../src/core/codecs/registry';
import { blend } from '../../src/core/denoise/blend';
import { createRandom } from '../../src/core/denoise/random';
import { presetNumbers } from '../../src/core/denoise/recipe';
import type { Raster } from '../../src/core/image/raster';
import { plainTiff } from '../plainTiff';
import { axeViolations } from './axe';
import { eventually, useWorkbench } from './workbench';

const quick = { 'zeroShotDenoise.preset': 'custom', 'zeroShotDenoise.iterations': 60, 'files.autoSave': 'off' };
const endless = { ...quick, 'zeroShotDenoise.iterations': 200_000 };
const workbench = useWorkbench({ settings: quick });
const view = () => workbench().webview();
const canvas = () => view().locator('canvas').first();
const tool = (name: string | RegExp) => view().getByRole('button', { name, exact: true });
const tune = () => view().getByRole('region', { name: 'Tune' });
const readPage = async (name: string, page = 0) =>
  (await openImage(readFileSync(path.join(workbench().folder, name)))).readPage(page);

async function open(name: string): Promise<void> {
  const { page } = workbench();
  await workbench().contextMenu(workbench().explorerItem(name), 'Open With...');
  const choice = page.locator('.quick-input-widget').getByRole('option', { name: /Zero-Shot Denoise/ });
  await choice.click();
  await canvas().waitFor();
  await view().getByText('Opening…').waitFor({ state: 'detached' });
}

async function save(name: string): Promise<void> {
  await tool('Save').click();
  await view().getByText(`Saved as ${name}`).waitFor();
  await workbench().command('Notifications: Clear All Notifications');
}

/** How much neighbouring pixels differ in the middle of the canvas: noise makes it large. */
function roughness(offset = 0): Promise<number> {
  return canvas().evaluate((element, dx) => {
    const target = element as HTMLCanvasElement;
    const side = 60;
    const left = Math.round(target.width / 2 + dx - side / 2);
    const top = Math.round(target.height / 2 - side / 2);
    const pixels = target.getContext('2d')?.getImageData(left, top, side, side).data ?? [];
    let sum = 0;
    for (let i = 4; i < pixels.length; i += 4) sum += Math.abs(pixels[i] - pixels[i - 4]);
    return sum / side ** 2;
  }, offset);
}

/** Sets a slider by its keys. */
async function moveTo(slider: Locator, key: 'ArrowLeft' | 'ArrowRight', times: number): Promise<void> {
  await slider.focus();
  for (let i = 0; i < times; i++) await slider.press(key);
}

/** Pages of grey noise on a ground that gets brighter from page to page. */
function writeStack(name: string, pages: number): void {
  const [width, height] = [48, 40];
  const random = createRandom(5);
  const page = (index: number): Raster => ({
    ...{ width, height, channels: 1, colorChannels: 1, bitDepth: 16, sampleFormat: 'uint' },
    samples: Uint16Array.from({ length: width * height }, () => 3000 + 2000 * index + 300 * random.normal()),
  });
  workbench().writeFile(name, plainTiff(...Array.from({ length: pages }, (_, index) => page(index))));
}

describe('the tune panel', () => {
  test('starts from the settings, explains what is wrong, and decides what a run does', async () => {
    await workbench().settings(quick);
    await open('tiny.png');
    await tool('Tune').click();
    expect(await tool('Tune').getAttribute('aria-expanded')).toBe('true');
    const steps = tune().getByLabel('Steps');
    await eventually(() => steps.inputValue()).toBe('60');
    expect(await tune().getByLabel('Preset').inputValue()).toBe('custom');

    await steps.fill('many');
    await tune().getByText('Enter a whole number from 1 to 200000.').waitFor();
    await tune().getByLabel('Learning rate').fill('7');
    await tune().getByText('7 is outside the range from 0.000001 to 0.1.').waitFor();
    await workbench().screenshot('tune-invalid');
    expect(await axeViolations(view())).toEqual([]);
    await tool('Denoise').click();
    expect(await steps.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await tool('Denoise').isVisible()).toBe(true);

    await tune().getByLabel('Preset').selectOption('Fast');
    expect(await steps.inputValue()).toBe(String(presetNumbers('fast').iterations));
    await steps.fill('33');
    await tool('Denoise').click();
    await view()
      .getByText(/Denoised in .* \(33 steps\)/)
      .waitFor();

    await tune().getByRole('button', { name: 'Reset to Settings' }).click();
    await eventually(() => steps.inputValue()).toBe('60');
    await tool('Denoise Again').click();
    await view()
      .getByText(/\(60 steps\)/)
      .waitFor();
  });

  test('gives a finished result another strength at once, on the screen and in the file', async () => {
    await workbench().settings(quick);
    await open('wall.png');
    await tool('Tune').click();
    await tool('Denoise').click();
    await view()
      .getByText(/\(60 steps\)/)
      .waitFor();
    await save('wall.denoised.png');
    await tool('After').click();
    const full = await roughness();
    const strength = tune().getByRole('slider', { name: 'Strength' });
    await moveTo(strength, 'ArrowLeft', 50);
    await tune().getByText('50 %').waitFor();
    await eventually(() => roughness()).toBeGreaterThan(full * 1.03);
    // it is another result than the one saved
    await workbench().page.locator('.tab.dirty', { hasText: 'wall.png' }).waitFor();
    await workbench().screenshot('strength');
    await save('wall.denoised-2.png');
    const expected = blend(await readPage('wall.png'), await readPage('wall.denoised.png'), 0.5);
    expect(await readPage('wall.denoised-2.png')).toEqual(expected);
  });
});

describe('while it trains', () => {
  test('the picture gets better in its place, the curve tells how, and Cancel brings the original back', async () => {
    await workbench().settings(endless);
    await open('plane.png');
    await tool('After').isDisabled();
    const noisy = await roughness(-60);
    const noisyRight = await roughness(60);
    await tool('Denoise').click();
    const training = view().getByRole('region', { name: 'Training' });
    await training.getByText(/[\d.]+ steps\/s/).waitFor();
    await training
      .getByRole('img', { name: /^Loss over \d+ steps: from [\d.]+ to [\d.]+; learning rate now/ })
      .waitFor();
    // left of the divider there is the original
    await eventually(() => roughness(60)).toBeLessThan(noisyRight * 0.6);
    expect(await roughness(-60)).toBeCloseTo(noisy, 0);
    await workbench().screenshot('live');
    expect(await axeViolations(view())).toEqual([]);
    await tool('Cancel').click();
    await view().getByText('Cancelled; nothing was changed.').waitFor();
    await eventually(() => roughness(60)).toBeCloseTo(noisyRight, 0);
    expect(await training.isVisible()).toBe(false);
  });

  test('Stop keeps what is there', async () => {
    await workbench().settings(endless);
    await open('wall.png');
    const noisyRight = await roughness(60);
    await tool('Denoise').click();
    await view()
      .getByText(/Step \d{3,} of/)
      .waitFor();
    await tool('Stop').click();
    await view()
      .getByText(/Stopped after \d+ steps/)
      .waitFor();
    await eventually(() => roughness(60)).toBeLessThan(noisyRight * 0.7);
    await tool('Save').waitFor();
  });
});

describe('the preview on a region', () => {
  test('shows the framed part denoised, by keys and by dragging, and leaves no trace', async () => {
    await workbench().settings(endless);
    await open('wall.png');
    const noisy = await roughness();
    await tool('Preview').click();
    const frame = view().getByRole('application', { name: /Part to preview: \d+ × \d+ pixels/ });
    const label = await frame.getAttribute('aria-label');
    await frame.press('ArrowRight');
    await frame.press('Shift+ArrowDown');
    expect(await frame.getAttribute('aria-label')).not.toBe(label);
    await frame.press('Enter');
    await view().getByText('A quick look; Denoise does the whole picture, and better.').waitFor();
    await eventually(() => roughness()).toBeLessThan(noisy * 0.7);
    await workbench().screenshot('preview');
    expect(await axeViolations(view())).toEqual([]);
    await frame.press('Escape');
    await frame.waitFor({ state: 'hidden' });
    await eventually(() => roughness()).toBeCloseTo(noisy, 0);

    await tool('Preview').click();
    const box = await canvas().boundingBox();
    if (!box) throw new Error('the picture is not to be seen');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const { mouse } = workbench().page;
    await mouse.move(x - 50, y - 50);
    await mouse.down();
    await mouse.move(x + 50, y + 50, { steps: 5 });
    await mouse.up();
    await view().getByRole('application', { name: 'Part to preview: 100 × 100 pixels at 78, 78' }).waitFor();
    await eventually(() => roughness()).toBeLessThan(noisy * 0.7);
    await view().getByRole('button', { name: 'Denoise', exact: true }).last().click();
    await view()
      .getByText(/Step \d+ of 200000/)
      .waitFor();
    await tool('Cancel').click();
    await view().getByText('Cancelled').waitFor();
  });
});

describe('stacks', () => {
  test('are gone through by slider and keys, and one page can be denoised alone', async () => {
    await workbench().settings(quick);
    writeStack('stack.tif', 4);
    await open('stack.tif');
    const slider = view().getByRole('slider', { name: 'Page' });
    await moveTo(slider, 'ArrowRight', 2);
    await view().getByText('3 / 4', { exact: true }).waitFor();
    await canvas().focus();
    await canvas().press('PageUp');
    await view().getByText('2 / 4', { exact: true }).waitFor();
    expect(await slider.inputValue()).toBe('2');
    await tool('Denoise This Page').click();
    await view()
      .getByText(/\(60 steps\)/)
      .waitFor();
    await workbench().screenshot('stack');
    expect(await axeViolations(view())).toEqual([]);
    await save('stack.denoised.tif');
    for (const page of [0, 2, 3])
      expect(await readPage('stack.denoised.tif', page)).toEqual(await readPage('stack.tif', page));
    expect(await readPage('stack.denoised.tif', 1)).not.toEqual(await readPage('stack.tif', 1));
    // all pages: the first by 60 steps, the others from what it taught
    await tool('Denoise Again').click();
    await view()
      .getByText(/\(105 steps\)/)
      .waitFor();
  });

  test('have a slider for each of their directions', async () => {
    workbench().writeFile('axes.tif', readFileSync(new URL('../fixtures/tiff/imagej-stack.tif', import.meta.url)));
    await open('axes.tif');
    await moveTo(view().getByRole('slider', { name: 'Slice' }), 'ArrowRight', 2);
    await view().getByText('3 / 4', { exact: true }).waitFor();
    await view().getByText('Page 3 of 4').waitFor();
  });
});

describe('noise that is not as the method assumes', () => {
  test('is told with the reason, until it is put away', async () => {
    await workbench().settings(quick);
    await open('plane.png');
    const warning = view().getByText('23 % of the values are cut off at black or white');
    await warning.click();
    await view().getByText('Where noise was cut off it is not zero on average').waitFor();
    await workbench().screenshot('warning');
    expect(await axeViolations(view())).toEqual([]);
    await tool('Close').click();
    await warning.waitFor({ state: 'detached' });
    expect(existsSync(path.join(workbench().folder, 'plane.png'))).toBe(true);
  });

  test('is not claimed of white noise', async () => {
    await open('wall.png');
    await tool('Tune').waitFor();
    await view()
      .getByText(/Noise σ/)
      .waitFor();
    expect(await view().locator('.warning').count()).toBe(0);
  });
});

describe('the panels in other themes', () => {
  test.each(['Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'])(
    'axe finds nothing to complain about in %s',
    async (theme) => {
      await workbench().settings({ ...quick, 'workbench.colorTheme': theme });
      writeStack('themed.tif', 2);
      await open('themed.tif');
      await tool('Tune').click();
      await tool('Denoise').click();
      await view()
        .getByText(/Denoised in/)
        .waitFor();
      await tune().getByLabel('Seed').fill('x');
      await workbench().screenshot(`tune-${theme}`);
      expect(await axeViolations(view())).toEqual([]);
    },
  );
});
