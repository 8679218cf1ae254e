/** The third-party notices: what the bundles contain that others wrote, and its licences. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './project.mjs';

/** Where the build puts them. */
export const NOTICES_FILE = 'dist/THIRD-PARTY-NOTICES.txt';

/** What a package was made from, with licences that its own licence file leaves out. */
const PARTS = {
  '@hpcc-js/wasm-zstd': [
    {
      name: 'Zstandard',
      license: 'BSD-3-Clause',
      copyright: 'Copyright (c) Meta Platforms, Inc. and affiliates. All rights reserved.',
    },
    { name: 'Emscripten', license: 'MIT', copyright: 'Copyright (c) 2010-2014 Emscripten authors' },
  ],
  pako: [{ name: 'zlib', license: 'Zlib', copyright: '(C) 1995-2013 Jean-loup Gailly and Mark Adler' }],
  'xz-decompress': [{ name: 'XZ Embedded', license: '0BSD', copyright: 'Copyright (C) Lasse Collin and Igor Pavlov' }],
};

/** Our own kernels carry what the AssemblyScript compiler puts into them from its standard library. */
const KERNEL_COMPILER = 'assemblyscript';

const LICENCE_FILE = /^(licen[cs]e|notice|copying)([.-].*)?$/i;
/** From the line of the licence's author on. */
const README_LICENCE = /^(?:#+ *)?licen[cs]e\b.*\n(?:-+\n)?\s*(Copyright[\s\S]*)/im;
const COPYRIGHT_LINE = /^[\s/*#]*(Copyright\b.*\d{4}.*?)[\s/*]*$/gim;

/**
 * @typedef {object} Package
 * @property {string} folder
 * @property {string[]} inputs its files that are in a bundle
 *
 * @typedef {{ head: string, text: string }} Notice `head`: name, version, licence, and whose it is where the text does not say
 */

/**
 * The packages that put bytes into a bundle.
 * @param {import('esbuild').Metafile[]} metafiles paths in them start from the root folder
 * @returns {Package[]} by folder
 */
export function bundledPackages(metafiles) {
  /** @type {Map<string, Set<string>>} */
  const packages = new Map();
  const add = (folder, input) => packages.set(folder, (packages.get(folder) ?? new Set()).add(input));
  for (const { inputs } of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput === 0) continue;
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
      if (folder) add(folder, input);
      else if (input.endsWith('.wasm')) add(`node_modules/${KERNEL_COMPILER}`, input);
    }
  }
  const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([folder, inputs]) => ({ folder, inputs: [...inputs] }));
}

const read = (...names) => fs.readFileSync(path.join(root, ...names), 'utf8').replaceAll('\r\n', '\n');

/** The text of one or several licences as everybody uses them. @throws Error for one that this project has no text of */
function standardText(licenses) {
  const files = licenses.split(' AND ').map((license) => `scripts/licences/${license}.txt`);
  const missing = files.find((file) => !fs.existsSync(path.join(root, file)));
  if (missing) throw new Error(`no text for the licence "${licenses}": add ${missing}`);
  return files.map((file) => read(file)).join('\n\n');
}

/** Who says in the package's bundled files that they are theirs, else its author. */
function copyrightOf({ inputs }, { name, author }) {
  const lines = inputs
    .filter((input) => /\.[cm]?js$/.test(input))
    .flatMap((input) => [...read(input).matchAll(COPYRIGHT_LINE)].map(([, line]) => line));
  if (lines.length > 0) return [...new Set(lines)].sort().join('\n');
  const holder = typeof author === 'string' ? author : author?.name;
  return `Copyright (c) ${holder ?? `the authors of ${name}`}`;
}

/** The text of a package's licence files, or of the licence in its README. */
function ownText({ folder }) {
  const files = fs.readdirSync(path.join(root, folder)).filter((name) => LICENCE_FILE.test(name));
  if (files.length > 0) return files.map((name) => read(folder, name)).join('\n');
  const readme = path.join(folder, 'README.md');
  return fs.existsSync(path.join(root, readme)) ? README_LICENCE.exec(read(readme))?.[1] : undefined;
}

/** @returns {Notice[]} */
function noticesOf(bundled) {
  const { name, version, license: named, author } = JSON.parse(read(bundled.folder, 'package.json'));
  if (!named) throw new Error(`${bundled.folder} is bundled and names no licence`);
  const license = named.replace(/^\((.*)\)$/, '$1');
  const head = `${name} ${version} (${license})`;
  const text = ownText(bundled);
  const parts = PARTS[name] ?? [];
  return [
    text ? { head, text } : { head: `${head}\n${copyrightOf(bundled, { name, author })}`, text: standardText(license) },
    ...parts.map((part) => ({
      head: `${part.name} (${part.license}), in ${name}\n${part.copyright}`,
      text: standardText(part.license),
    })),
  ];
}

/**
 * The text of the notices; packages with the same words share them.
 * @param {import('esbuild').Metafile[]} metafiles of all bundles
 * @throws Error when a bundled package tells no licence
 */
export function thirdPartyNotices(metafiles) {
  /** @type {Map<string, Set<string>>} */
  const headsByText = new Map();
  for (const { head, text } of bundledPackages(metafiles).flatMap(noticesOf)) {
    const words = text.replace(/^\n+/, '').trimEnd();
    headsByText.set(words, (headsByText.get(words) ?? new Set()).add(head));
  }
  const rule = '='.repeat(80);
  const sections = [...headsByText].map(([text, heads]) => `${rule}\n${[...heads].join('\n\n')}\n${rule}\n\n${text}\n`);
  return ['Zero-Shot Denoise contains the following software by others, in whole or in part.\n', ...sections].join(
    '\n',
  );
}
