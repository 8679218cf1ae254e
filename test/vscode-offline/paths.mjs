/** Where the offline VS Code, its browser and its temporary files live. Needs no npm package. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** This folder. */
export const here = path.dirname(fileURLToPath(import.meta.url));

/** The folder that holds the unpacked VS Codes, temporary run folders, logs and screenshots. */
export const home = path.join(here, '..', '..', '.vscode-test');

/** The VS Code versions that can be set up, with the pinned npm packages they come from. */
export const versions = JSON.parse(fs.readFileSync(path.join(here, 'versions.json'), 'utf8'));

/**
 * The VS Code to run, as set up by setup.mjs.
 * @param {string} [version] a key of versions.json; VSCODE_OFFLINE_VERSION or the table's default when absent
 * @returns {{ version: string, server: string, node: string }} its version, its folder, and the Node that runs it
 */
export function installed(version = process.env.VSCODE_OFFLINE_VERSION || versions.default) {
  const folder = path.join(home, `vscode-${version}`);
  if (!fs.existsSync(path.join(folder, '.ready'))) {
    throw new Error(`VS Code ${version} is not set up: run "node test/vscode-offline/setup.mjs ${version}"`);
  }
  const ownNode = path.join(folder, 'node/bin/node');
  return { version, server: path.join(folder, 'server'), node: fs.existsSync(ownNode) ? ownNode : process.execPath };
}

/** The Chromium or Chrome on this machine, or undefined. CHROMIUM_PATH comes first. */
export function findChromium() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return candidates.find((candidate) => candidate && fs.existsSync(candidate));
}
