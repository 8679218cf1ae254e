import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { text } from '../../../src/core/text';
import { readBackup, type StoredResult, writeBackup } from '../../../src/host/hotExit';
import { commandTargets } from '../../../src/host/imageUris';
import { JobQueue } from '../../../src/host/jobQueue';
import { readAutoSave, readLimits, readOutputSettings, readRunSettings } from '../../../src/host/settings';
import { chooseReference, readSource } from '../../../src/host/sourceFile';
import { statusEntries } from '../../../src/host/statusBar';
import { uiStrings } from '../../../src/host/uiStrings';
import { contentSecurityPolicy, editorHtml } from '../../../src/host/webviewHtml';
import type { EditorState } from '../../../src/shared/protocol';
import { FileType, fake, TabInputCustom, TabInputText, Uri, window, workspace } from '../fakeVscode';

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
      start: {
        fileName: '"><script>alert(1)</script>.png',
        workerScript: 'w.js',
        threadScript: 't.js',
        strings: uiStrings(),
      },
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
    method: 'zs-n2m',
    preset: 'fast',
    iterations: 50,
    learningRate: 0.01,
    seed: 3,
    strength: 0.5,
    stopEarly: false,
    engine: 'cpu',
    palette: 'expand',
    reusePages: false,
  };

  it('leave the numbers to the preset, unless it is custom', () => {
    fake.settings = valid;
    expect(readRunSettings(uri('/a.png'))).toEqual({
      options: { method: 'zs-n2m', preset: 'fast', seed: 3, strength: 0.5, stopEarly: false },
      engine: 'cpu',
      palette: 'expand',
      reusePages: false,
    });
    fake.settings = { ...valid, preset: 'custom' };
    expect(readRunSettings(uri('/a.png')).options).toMatchObject({ iterations: 50, learningRate: 0.01 });
  });

  it('give way to what the page chose, and to nothing else', () => {
    fake.settings = { ...valid, preset: 'custom' };
    const chosen = readRunSettings(uri('/a.png'), { iterations: 7, strength: undefined }).options;
    expect(chosen).toMatchObject({ preset: 'custom', iterations: 7, learningRate: 0.01, strength: 0.5 });
    // another preset brings its own numbers
    expect(readRunSettings(uri('/a.png'), { preset: 'best' }).options.iterations).toBeUndefined();
    expect(() => readRunSettings(uri('/a.png'), { seed: -1 })).toThrow(/^seed is -1; it must be/);
  });

  it('are named in full when they are wrong', () => {
    fake.settings = { ...valid, strength: 3 };
    expect(() => readRunSettings(uri('/a.png'))).toThrow(/zeroShotDenoise\.strength is 3.*from 0 to 1/);
    fake.settings = { ...valid, engine: 'quantum' };
    expect(() => readRunSettings(uri('/a.png'))).toThrow(/zeroShotDenoise\.engine/);
  });
});

describe('the clean reference', () => {
  beforeEach(() => {
    fake.settings = { maxMegapixels: 1, maxPages: 50 };
  });

  it('is what the person chose, with its name, or nothing', async () => {
    expect(await chooseReference(uri('/work/noisy.png'))).toBeUndefined();
    fake.files.set('/clean/scene.tif', new Uint8Array([1, 2]));
    fake.chosenFiles = [Uri.file('/clean/scene.tif')];
    const reference = await chooseReference(uri('/work/noisy.png'));
    expect(reference).toEqual({
      name: 'scene.tif',
      bytes: new Uint8Array([1, 2]),
      limits: { maxPixels: 1_000_000, maxPages: 50 },
    });
  });

  it('that is gone meanwhile is an error that says so', async () => {
    fake.chosenFiles = [Uri.file('/clean/gone.tif')];
    await expect(chooseReference(uri('/work/noisy.png'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('the image’s file', () => {
  beforeEach(() => {
    fake.settings = { maxMegapixels: 1, maxPages: 50 };
    fake.files.set('/a.png', new Uint8Array([1, 2, 3]));
  });

  it.each([
    ['pipes and devices', FileType.Unknown],
    ['links to them', FileType.Unknown | FileType.SymbolicLink],
    ['folders', FileType.Directory],
  ])('is not read where it is none: %s', async (_, type) => {
    fake.types.set('/a.png', type);
    await expect(readSource(uri('/a.png'))).rejects.toMatchObject({
      message: expect.stringMatching(/^it is not a regular file/),
    });
  });

  it('is read through a link, and not read when it says to be empty or is too large', async () => {
    fake.types.set('/a.png', FileType.File | FileType.SymbolicLink);
    expect((await readSource(uri('/a.png'))).bytes).toHaveLength(3);
    fake.sizes.set('/a.png', 0);
    expect((await readSource(uri('/a.png'))).bytes).toHaveLength(0);
    fake.sizes.set('/a.png', 3 * 2 ** 30);
    await expect(readSource(uri('/a.png'))).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('a workspace that is not trusted', () => {
  it('has no say in where and when results are written, and how large images may be', () => {
    fake.settings = {
      outputFolder: 'x',
      outputSuffix: '.x',
      onConflict: 'overwrite',
      autoSave: 'always',
      maxMegapixels: 9,
      maxPages: 8,
      resultSamples: 'asSource',
    };
    fake.ownSettings = {
      outputFolder: '',
      outputSuffix: '.own',
      onConflict: 'number',
      autoSave: 'never',
      maxMegapixels: 2,
      maxPages: 3,
    };
    const read = () => [readOutputSettings(uri('/a.png')), readAutoSave(uri('/a.png')), readLimits(uri('/a.png'))];
    expect(read()).toEqual([
      { folder: 'x', suffix: '.x', onConflict: 'overwrite', samples: 'asSource' },
      'always',
      { maxPixels: 9e6, maxPages: 8 },
    ]);
    workspace.isTrusted = false;
    expect(read()).toEqual([
      { folder: '', suffix: '.own', onConflict: 'number', samples: 'asSource' },
      'never',
      { maxPixels: 2e6, maxPages: 3 },
    ]);
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

describe('the status bar', () => {
  const image = { format: 'png', width: 256, height: 128, pages: 1, channels: 3, colorChannels: 3 } as const;
  const info = { ...image, sampleFormat: 'uint', bitDepth: 8, compression: 'Deflate', color: 'RGB' } as const;
  const idle: EditorState = {
    phase: 'idle',
    hasResult: false,
    page: 0,
    viewMode: 'split',
    zoom: 0.5,
    image: info,
    noise: 24.8123,
  };
  const engine = { id: 'wasm', description: 'WebAssembly', reason: 'no-webgl' } as const;
  const texts = (state: EditorState) =>
    Object.fromEntries(Object.entries(statusEntries(state)).map(([name, entry]) => [name, entry?.text]));

  it('tells size, depth, zoom and noise of the image', () => {
    expect(texts(idle)).toEqual({ size: '256×128 RGB 8-bit', zoom: '50%', noise: 'σ 24.8' });
  });

  it('tells how far a run is, and offers to stop it, or to cancel it while it waits', () => {
    const progress = { phase: 'train', page: 0, pages: 1, step: 421, steps: 1000 } as const;
    const running = statusEntries({ ...idle, phase: 'running', progress });
    expect(running.progress).toMatchObject({ text: '$(sync~spin) 42%', command: { command: 'zeroShotDenoise.stop' } });
    const queued = statusEntries({ ...idle, phase: 'queued' });
    expect(queued.progress?.command?.command).toBe('zeroShotDenoise.cancel');
  });

  it('tells what a run came to: noise before and after, and the engine with the reason for it', () => {
    const summary = {
      engine,
      iterations: 10,
      loss: 0.1,
      trainSeconds: 1,
      inferSeconds: 1,
      noiseBefore: 24.8123,
      noiseAfter: 3.1234,
      stopped: false,
      endedEarly: false,
    };
    const done = statusEntries({ ...idle, phase: 'done', hasResult: true, summary, engine });
    expect(done.noise?.text).toBe('σ 24.8 → 3.12');
    expect(done.engine?.text).toBe('$(chip) CPU');
    expect(done.engine?.tooltip).toContain('there is no WebGL 2 here');
  });

  it('is empty while no image is open', () => {
    expect(texts({ ...idle, image: undefined })).toEqual({});
  });
});

describe('an unsaved result', () => {
  const stored: StoredResult = {
    bytes: new Uint8Array([1, 2, 3]),
    notes: [text('“{0}” was dropped', 'tIME')],
    source: { mtime: 5, size: 7 },
    summary: {
      engine: { id: 'wasm', description: 'WebAssembly', reason: 'no-webgl' },
      iterations: 10,
      loss: 0.1,
      trainSeconds: 1,
      inferSeconds: 1,
      noiseBefore: 2,
      noiseAfter: 1,
      stopped: false,
      endedEarly: false,
    },
  };

  it('comes back from its backup as it was', async () => {
    const backup = await writeBackup(uri('/backups/1'), stored);
    expect(backup.id).toBe('file:///backups/1');
    expect(await readBackup(uri('/backups/1'))).toEqual(stored);
  });

  it('is not made up from a damaged backup, or one of another version', async () => {
    await writeBackup(uri('/backups/1'), stored);
    const whole = fake.files.get('/backups/1') ?? new Uint8Array();
    fake.files.set('/backups/1', whole.subarray(0, 20));
    await expect(readBackup(uri('/backups/1'))).rejects.toMatchObject({ code: 'read-failed' });
    const text = new TextDecoder('latin1').decode(whole).replace('"version":1', '"version":9');
    fake.files.set(
      '/backups/1',
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
    );
    await expect(readBackup(uri('/backups/1'))).rejects.toMatchObject({ code: 'read-failed' });
    await expect(readBackup(uri('/backups/2'))).rejects.toMatchObject({ code: 'read-failed' });
  });
});
