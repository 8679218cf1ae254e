import { existsSync, readFileSync, renameSync, unlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually, useWorkbench, Workbench } from './workbench';

const quick = {
  'zeroShotDenoise.preset': 'custom',
  'zeroShotDenoise.iterations': 20,
  'zeroShotDenoise.autoSave': 'never',
};
const workbench = useWorkbench({ settings: quick });
const inFolder = (name: string) => path.join(workbench().folder, name);

/** Longer than VS Code takes to back an unsaved document up and then to store which editors are open. */
const BACKED_UP_MS = 8_000;

const denoiseCopy = (name: string) => workbench().denoiseTiny(name);
const isMarked = (name: string) => workbench().isMarked(name);
const close = () => workbench().command('View: Close Editor');

describe('an unsaved result', () => {
  test('marks the tab, and VS Code asks before closing it: Cancel, then Don’t Save', async () => {
    await denoiseCopy('question.png');
    await workbench().screenshot('unsaved');
    await close();
    await workbench().dialogButton('Cancel').click();
    expect(await isMarked('question.png')).toBe(true);
    await close();
    await workbench().dialogButton("Don't Save").click();
    await workbench().tab('question.png').waitFor({ state: 'detached' });
    expect(existsSync(inFolder('question.denoised.png'))).toBe(false);
  });

  test('is written by Save in that question', async () => {
    await denoiseCopy('closing.png');
    await close();
    await workbench().dialogButton('Save').click();
    await workbench().tab('closing.png').waitFor({ state: 'detached' });
    expect(existsSync(inFolder('closing.denoised.png'))).toBe(true);
    expect(readFileSync(inFolder('closing.png'))).toEqual(readFileSync(inFolder('tiny.png')));
  });

  test('is saved by Ctrl+S and by the page’s button, which clear the mark', async () => {
    await denoiseCopy('keys.png');
    await workbench().tab('keys.png').click();
    await workbench().page.keyboard.press('Control+s');
    await workbench().webview().getByText('Saved as keys.denoised.png').waitFor();
    await eventually(() => isMarked('keys.png')).toBe(false);

    await workbench().webview().getByRole('button', { name: 'Denoise Again' }).click();
    await eventually(() => isMarked('keys.png')).toBe(true);
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
    await workbench().webview().getByText('Saved as keys.denoised-2.png').waitFor();
    await eventually(() => isMarked('keys.png')).toBe(false);
  });

  test('stays unsaved when the person does not want the earlier file replaced', async () => {
    await workbench().settings({ ...quick, 'zeroShotDenoise.onConflict': 'ask' });
    workbench().writeFile('asked.denoised.png', 'earlier');
    await denoiseCopy('asked.png');
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
    await workbench().dialogButton('Cancel').click();
    expect(await isMarked('asked.png')).toBe(true);
    expect(readFileSync(inFolder('asked.denoised.png'), 'utf8')).toBe('earlier');
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
    await workbench().dialogButton('Replace').click();
    await eventually(() => isMarked('asked.png')).toBe(false);
    expect(readFileSync(inFolder('asked.denoised.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  test('stays unsaved when it cannot be written: Ctrl+S and the page’s button say why, once each', async () => {
    await workbench().settings({ 'zeroShotDenoise.outputFolder': 'wall.png' });
    await denoiseCopy('blocked.png');
    await workbench().tab('blocked.png').click();
    await workbench().page.keyboard.press('Control+s');
    const notice = workbench().notification(/“wall\.png” could not be written/);
    await notice.waitFor();
    await workbench().command('Notifications: Clear All Notifications');
    await notice.waitFor({ state: 'detached' });
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
    await notice.getByRole('button', { name: 'Save As…' }).waitFor();
    expect(await notice.count()).toBe(1);
    expect(await isMarked('blocked.png')).toBe(true);
  });

  test('goes where Save As says, and the editor stays', async () => {
    await denoiseCopy('elsewhere.png');
    await workbench().webview().getByRole('button', { name: 'Save As…' }).click();
    await workbench().answerFileDialog('chosen.png', 'OK');
    await workbench().webview().getByText('Saved as chosen.png').waitFor();
    expect(existsSync(inFolder('chosen.png'))).toBe(true);
    await eventually(() => isMarked('elsewhere.png')).toBe(false);
  });

  test('is written by VS Code’s own Save As too, which then shows what it wrote', () =>
    workbench().saveAsNatively('native.png', 'native-chosen.png'));

  test('is copied as a picture', async () => {
    await denoiseCopy('copied.png');
    await workbench().webview().getByRole('button', { name: 'Copy', exact: true }).click();
    await workbench().webview().getByText('Copied as a picture of 8 bits per channel').waitFor();
  });

  test('is there again after the window is reloaded, still unsaved, and can be saved', async () => {
    await denoiseCopy('reload.png');
    await workbench().pause(BACKED_UP_MS);
    await workbench().reload();
    await workbench().tab('reload.png').click();
    await workbench().webview().getByText('The unsaved result is here again').waitFor();
    expect(await isMarked('reload.png')).toBe(true);
    await workbench().screenshot('restored');
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
    await workbench().webview().getByText('Saved as reload.denoised.png').waitFor();
    await eventually(() => isMarked('reload.png')).toBe(false);
  });
});

describe('a page that VS Code starts anew', () => {
  const text = (wanted: string | RegExp) => workbench().webview().getByText(wanted);
  /** "Opening…" may be gone before a test on a busy machine looks: a mark on the page tells the old one from the new. */
  async function startAnew(): Promise<void> {
    await workbench()
      .webview()
      .locator('body')
      .evaluate((body) => body.setAttribute('data-old', ''));
    await workbench().command('Developer: Reload Webviews');
    await workbench().webview().locator('body:not([data-old])').waitFor();
  }

  test('has its unsaved result again', async () => {
    await denoiseCopy('anew.png');
    await workbench().pause(BACKED_UP_MS);
    await startAnew();
    await text('The unsaved result is here again').waitFor();
    expect(await isMarked('anew.png')).toBe(true);
  });

  test('has its saved result again, for as long as that is in its file', async () => {
    await denoiseCopy('kept.png');
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
    await text('Saved as kept.denoised.png').waitFor();
    await startAnew();
    await text('Saved as kept.denoised.png').waitFor();
    await workbench().webview().getByRole('button', { name: 'Difference', exact: true }).click();
    workbench().writeFile('kept.denoised.png', readFileSync(inFolder('wall.png')));
    await startAnew();
    await text('Noise σ').waitFor();
    expect(await workbench().webview().getByRole('button', { name: 'Difference', exact: true }).isDisabled()).toBe(
      true,
    );
  });

  test('trains again when it was training, and does not keep others waiting', async () => {
    await workbench().settings({ 'zeroShotDenoise.preset': 'custom', 'zeroShotDenoise.iterations': 200_000 });
    workbench().writeFile('training.png', readFileSync(inFolder('tiny.png')));
    await workbench().contextMenu(workbench().explorerItem('training.png'), 'Denoise Image');
    await text('Training').waitFor();
    await startAnew();
    await text('Training').waitFor();
    await workbench().webview().getByRole('button', { name: 'Stop', exact: true }).click();
    await text('not saved').waitFor();
    await close();
    await workbench().dialogButton("Don't Save").click();
    await workbench().settings({});
    await denoiseCopy('other.png');
  });

  test('goes to a window of its own with its result', async () => {
    await denoiseCopy('window.png');
    await workbench().pause(BACKED_UP_MS);
    const opened = workbench().page.context().waitForEvent('page');
    await workbench().command('View: Move Editor into New Window');
    const window = new Workbench(await opened, workbench().folder);
    await window.webview().getByText('The unsaved result is here again').waitFor();
    await window.webview().getByRole('button', { name: 'Save', exact: true }).click();
    await window.webview().getByText('Saved as window.denoised.png').waitFor();
    await window.page.close();
  });
});

describe('what happens to the file on disk', () => {
  const text = (wanted: string | RegExp) => workbench().webview().getByText(wanted);

  test('is told while there is a result; Reload drops that and shows the file as it is', async () => {
    await denoiseCopy('changed.png');
    workbench().writeFile('changed.png', readFileSync(inFolder('wall.png')));
    await text('The file has changed on disk; what you see is its earlier version.').waitFor();
    expect(await isMarked('changed.png')).toBe(true);
    await workbench().webview().getByRole('button', { name: 'Reload' }).click();
    await text(/256×256 · RGB · 8-bit/).waitFor();
    await eventually(() => isMarked('changed.png')).toBe(false);
  });

  test('is told when it was replaced by an older version', async () => {
    await denoiseCopy('older.png');
    workbench().writeFile('earlier.tmp', readFileSync(inFolder('wall.png')));
    utimesSync(inFolder('earlier.tmp'), new Date(0), new Date(86_400_000));
    renameSync(inFolder('earlier.tmp'), inFolder('older.png'));
    await text('The file on disk was replaced by an older version; what you see is the newer one.').waitFor();
  });

  test('is told when it was deleted; the result can still be saved', async () => {
    await denoiseCopy('deleted.png');
    unlinkSync(inFolder('deleted.png'));
    await text('The file was deleted on disk. What you see is still complete and can be saved.').waitFor();
    await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
    await text('Saved as deleted.denoised.png').waitFor();
    expect(existsSync(inFolder('deleted.denoised.png'))).toBe(true);
  });
});

describe('a worker that breaks down', () => {
  test('is told as such; Try Again starts a new one, which has the unsaved result again', async () => {
    await denoiseCopy('worker.png');
    await workbench().pause(BACKED_UP_MS);
    await breakWorkers();
    const view = workbench().webview();
    await view.getByRole('heading', { name: 'The editor’s engine broke down' }).waitFor();
    await view.getByRole('button', { name: 'Copy Diagnostics' }).waitFor();
    await workbench().screenshot('worker');
    await view.getByRole('button', { name: 'Try Again' }).click();
    await view.getByText('The unsaved result is here again').waitFor();
    await view.getByRole('button', { name: 'Denoise Again' }).click();
    await view.getByText(/Denoised in .* s \(20 steps\)/).waitFor();
  });
});

/** Has an error thrown in the webviews' workers that nothing there catches. */
async function breakWorkers(): Promise<void> {
  for (const worker of workbench().page.workers()) {
    if (!worker.url().startsWith('blob:')) continue;
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('out of memory');
      });
    });
  }
}
