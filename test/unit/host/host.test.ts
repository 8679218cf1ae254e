import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { commandTargets } from '../../../src/host/imageUris';
import { JobQueue } from '../../../src/host/jobQueue';
import { readRunSettings } from '../../../src/host/settings';
import { statusText } from '../../../src/host/statusBar';
import { uiStrings } from '../../../src/host/uiStrings';
import { contentSecurityPolicy, editorHtml } from '../../../src/host/webviewHtml';
import { fake, TabInputCustom, TabInputText, Uri, window } from '../fakeVscode';

const uri = (path: string) => Uri.file(path) as unknown as vscode.Uri;

beforeEach(() => fake.reset());

describe('the page’s security policy', () => {
  const policy = contentSecurityPolicy({ cspSource: 'https://files.example', nonce: 'abc123' });

  it('allows exactly this', () => {
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      'style-src https://files.example',
      "script-src 'nonce-abc123' 'wasm-unsafe-eval'",
      'worker-src blob:',
      'connect-src https://files.example',
    ]);
  });

  it('allows no text to be run as code and no source without a name', () => {
    for (const word of ["'unsafe-eval'", "'unsafe-inline'", '*', 'http:', 'data:']) {
      expect(policy.split(/[ ;]+/)).not.toContain(word);
    }
  });

  it('stands in the page, and a file’s name cannot break out of it', () => {
    const html = editorHtml({
      script: 's.js',
      style: 's.css',
      cspSource: 'x',
      nonce: 'n',
      language: 'en',
      start: { fileName: '"><script>alert(1)</script>.png', workerScript: 'w.js', strings: uiStrings() },
    });
    expect(html).toContain('http-equiv="Content-Security-Policy"');
    expect(html.match(/<script/g)).toHaveLength(1);
  });
});

describe('the job queue', () => {
  it('runs one job at a time, in order, also after one that failed', async () => {
    const queue = new JobQueue();
    const events: string[] = [];
    const job =
      (name: string, fails = false) =>
      async () => {
        events.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    const first = queue.run(job('a', true));
    const second = queue.run(job('b'));
    expect(queue.length).toBe(2);
    await expect(first).rejects.toThrow('a');
    await second;
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    expect(queue.length).toBe(0);
  });

  it('never starts a job that was cancelled while it waited', async () => {
    const queue = new JobQueue();
    const cancel = new AbortController();
    let started = false;
    const first = queue.run(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const second = queue.run(async () => {
      started = true;
    }, cancel.signal);
    cancel.abort();
    await first;
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect(started).toBe(false);
  });
});

describe('settings', () => {
  const valid = {
    preset: 'fast',
    iterations: 50,
    learningRate: 0.01,
    seed: 3,
    strength: 0.5,
    engine: 'cpu',
    palette: 'expand',
  };

  it('leave the numbers to the preset, unless it is custom', () => {
    fake.settings = valid;
    expect(readRunSettings(uri('/a.png'))).toEqual({
      options: { method: 'zs-n2n', preset: 'fast', seed: 3, strength: 0.5 },
      engine: 'cpu',
      palette: 'expand',
    });
    fake.settings = { ...valid, preset: 'custom' };
    expect(readRunSettings(uri('/a.png')).options).toMatchObject({ iterations: 50, learningRate: 0.01 });
  });

  it('are named in full when they are wrong', () => {
    fake.settings = { ...valid, strength: 3 };
    expect(() => readRunSettings(uri('/a.png'))).toThrow(/zeroShotDenoise\.strength is 3.*from 0 to 1/);
    fake.settings = { ...valid, engine: 'quantum' };
    expect(() => readRunSettings(uri('/a.png'))).toThrow(/zeroShotDenoise\.engine/);
  });
});

describe('what a command works on', () => {
  const png = uri('/a.PNG');
  const text = uri('/b.txt');
  const tiff = uri('/c.tiff');

  it('is every image of the selection', () => {
    expect(commandTargets(png, [png, text, tiff])).toEqual([png, tiff]);
    expect(commandTargets(text)).toEqual([]);
  });

  it('is the image in the active tab when nothing was clicked', () => {
    window.tabGroups.activeTabGroup.activeTab = { input: new TabInputCustom(Uri.file('/d.tif'), 'any') };
    expect(commandTargets().map(({ path }) => path)).toEqual(['/d.tif']);
    window.tabGroups.activeTabGroup.activeTab = { input: new TabInputText(Uri.file('/e.txt')) };
    expect(commandTargets()).toEqual([]);
  });
});

it('the status bar tells size, depth, zoom, noise, and progress while there is some', () => {
  const image = { format: 'png', width: 256, height: 128, pages: 1, channels: 3, colorChannels: 3 } as const;
  const info = { ...image, sampleFormat: 'uint', bitDepth: 8, compression: 'Deflate', color: 'RGB' } as const;
  const state = { phase: 'idle', viewMode: 'split', zoom: 0.5, page: 0, image: info, noise: 24.8123 } as const;
  expect(statusText(state)).toBe('256×128 RGB 8-bit  50%  σ 24.8');
  const progress = { phase: 'train', page: 0, pages: 1, step: 421, steps: 1000 } as const;
  expect(statusText({ ...state, phase: 'running', progress })).toMatch(/^\$\(sync~spin\) 42% {2}256×128/);
});
