import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';
import { bundledPackages, NOTICES_FILE, thirdPartyNotices } from '../../../scripts/notices.mjs';

const root = new URL('../../../', import.meta.url);
const notices = readFileSync(new URL(NOTICES_FILE, root), 'utf8');

/** A bundle of these files, as esbuild describes it. */
const bundle = (bytes: Record<string, number>) => ({
  outputs: {
    'dist/bundle.js': {
      ...{ bytes: 1, imports: [], exports: [] },
      inputs: Object.fromEntries(Object.entries(bytes).map(([name, bytesInOutput]) => [name, { bytesInOutput }])),
    },
  },
});

/** The packages that our own code imports by name. */
function importedPackages(): string[] {
  const files = ['src/', 'webview/'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('assembly'))
      .map((name) => readFileSync(new URL(`${folder}${name}`, root), 'utf8')),
  );
  const names = files.flatMap((code) =>
    [...code.matchAll(/(?:from|import\() ?'((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, name]) => name),
  );
  return [...new Set(names)].filter((name) => name !== 'vscode' && !name.startsWith('node:'));
}

describe('the third-party notices', () => {
  it('name every package that our code imports, and those that these import', () => {
    const imported = importedPackages();
    expect(imported).toContain('fflate');
    for (const name of [...imported, '@tensorflow/tfjs-core', 'seedrandom', 'long', 'pako', 'assemblyscript']) {
      const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), 'utf8'));
      expect(notices).toMatch(new RegExp(`^${name} ${version} \\(.+\\)$`, 'm'));
    }
  });

  it('have a licence with somebody’s name for each of them', () => {
    const [, ...sections] = notices.split(/^={80}\n(?=.* \(.+\))/m);
    expect(sections.length).toBeGreaterThan(5);
    for (const section of sections) {
      expect(section).toMatch(
        /permission is (hereby )?granted|is hereby granted|Redistribution and use|Apache License/i,
      );
      expect(section).toMatch(/Copyright|\(C\)/i);
    }
  });
});

it('the packed extension has them, and of our own files those it needs and no others', async () => {
  const files = await listFiles({ cwd: fileURLToPath(root), packageManager: PackageManager.None });
  expect(files).toContain(NOTICES_FILE);
  const needed =
    /^(README\.md|CHANGELOG\.md|LICENSE|package(\.nls(\.\w+)?)?\.json|(docs|l10n|media|dist)\/[\w/.-]+\.(md|json|css|svg|png|js|txt))$/;
  expect(files.filter((file) => !needed.test(file))).toEqual([]);
});

describe('the packages of a bundle', () => {
  it('are those that gave it bytes, nested ones and the compiler of our kernels among them', () => {
    const metafile = bundle({
      'src/core/a.ts': 10,
      'src/core/build/kernels.wasm': 10,
      'node_modules/fflate/esm/browser.js': 10,
      'node_modules/fflate/esm/other.js': 10,
      'node_modules/unused/index.js': 0,
      'node_modules/@scope/name/node_modules/@other/inner/index.js': 10,
    });
    expect(bundledPackages([metafile, metafile])).toEqual([
      {
        folder: 'node_modules/@scope/name/node_modules/@other/inner',
        inputs: ['node_modules/@scope/name/node_modules/@other/inner/index.js'],
      },
      { folder: 'node_modules/assemblyscript', inputs: ['src/core/build/kernels.wasm'] },
      {
        folder: 'node_modules/fflate',
        inputs: ['node_modules/fflate/esm/browser.js', 'node_modules/fflate/esm/other.js'],
      },
    ]);
  });

  it('fail the build where one names no licence', () => {
    const temporary = mkdtempSync(path.join(tmpdir(), 'zero-shot-denoise-'));
    const folder = path.join(temporary, 'node_modules/nameless');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{ "name": "nameless", "version": "1.0.0" }');
    const input = path.relative(fileURLToPath(root), path.join(folder, 'index.js')).replaceAll('\\', '/');
    expect(() => thirdPartyNotices([bundle({ [input]: 1 })])).toThrow('names no licence');
    rmSync(temporary, { recursive: true });
  });
});
