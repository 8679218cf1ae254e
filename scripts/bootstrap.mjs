/**
 * Brings a fresh clone to the point where a script can do its work: dependencies, build, browser.
 *
 * Runs before anything is installed, so it needs nothing but Node and npm. It reports to standard error only, because
 * standard output belongs to the script's own result (the command line's --json, for one).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from '../test/vscode-offline/paths.mjs';
import { root } from './project.mjs';

const BUILD_INPUTS = [
  ...['src', 'webview', 'package.json', 'package-lock.json', 'esbuild.mjs'],
  ...['scripts/buildWasm.mjs', 'scripts/bundling.mjs', 'scripts/notices.mjs', 'scripts/licences'],
];
const BUILD_OUTPUTS = ['dist/extension.js', 'dist/cli.js', 'dist/THIRD-PARTY-NOTICES.txt'];

/** Its time is that of the last complete build: the outputs alone do not tell whether a build failed halfway. */
const BUILD_STAMP = path.join(root, 'out/built');

const inRoot = (name) => path.join(root, name);
const modifiedAt = (file) => fs.statSync(file).mtimeMs;

function report(text) {
  process.stderr.write(`${text}\n`);
}

function runOrThrow(command, args, { env, shell = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell,
  });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(`"${path.basename(command)} ${args.join(' ')}" ended with ${result.status ?? result.signal}`);
  }
}

/** Through a link, `npm ci` would empty the folder that another working tree uses. */
function refuseToInstallElsewhere(folder) {
  if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Error(
    `"${folder}" is a link to "${fs.realpathSync(folder)}", which does not hold the packages of package-lock.json: run "npm ci" there, or remove the link.`,
  );
}

/** Installs the npm packages of package-lock.json, unless they are. */
export function ensureDependencies() {
  const lockFile = inRoot('package-lock.json');
  const installedLock = inRoot('node_modules/.package-lock.json');
  const stampFile = inRoot('node_modules/.installed-lock-hash');
  const wanted = createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === wanted) return;

  const isInstalledByHand = fs.existsSync(installedLock) && modifiedAt(installedLock) >= modifiedAt(lockFile);
  if (!isInstalledByHand) {
    refuseToInstallElsewhere(inRoot('node_modules'));
    report('Installing dependencies (npm ci)...');
    runOrThrow('npm', ['ci'], { shell: process.platform === 'win32' }); // npm is a .cmd file there
  }
  fs.writeFileSync(stampFile, wanted);
}

/** All files and folders under a path, itself included: a folder's time tells of files removed from it. */
function walk(start) {
  if (!fs.existsSync(start)) return [];
  if (!fs.statSync(start).isDirectory()) return [start];
  return [start, ...fs.readdirSync(start).flatMap((name) => walk(path.join(start, name)))];
}

function isBuilt() {
  if (!fs.existsSync(BUILD_STAMP) || !BUILD_OUTPUTS.every((name) => fs.existsSync(inRoot(name)))) return false;
  const builtAt = modifiedAt(BUILD_STAMP);
  return BUILD_INPUTS.flatMap((name) => walk(inRoot(name))).every((file) => modifiedAt(file) <= builtAt);
}

/** Builds the extension and the command line, unless nothing they are made from changed since this last did. */
export function ensureBuilt() {
  if (isBuilt()) return;
  report('Building...');
  runOrThrow(process.execPath, ['esbuild.mjs']);
  fs.mkdirSync(path.dirname(BUILD_STAMP), { recursive: true });
  fs.writeFileSync(BUILD_STAMP, '');
}

const canInstall = () => process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get');

function install(what, ...packages) {
  report(`Installing ${what} (apt-get)...`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  runOrThrow('apt-get', ['update', '-qq'], { env });
  runOrThrow('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** Finds Chromium, or installs it where that is possible without asking: as root on Debian and its relatives. */
export function ensureChromium() {
  if (findChromium()) return;
  if (!canInstall()) {
    throw new Error(
      'no Chromium found. Install it ("sudo apt-get install chromium" on Debian) or Google Chrome, ' +
        'or set CHROMIUM_PATH to the executable of one',
    );
  }
  install('Chromium', 'chromium');
  if (!findChromium()) throw new Error('apt-get installed no Chromium: set CHROMIUM_PATH to the executable of one');
}

/** Mesa's drivers, and the libraries through which Chromium finds them. */
const LLVMPIPE_PACKAGES = ['libgl1-mesa-dri', 'libegl-mesa0', 'libegl1', 'libgles2'];

/**
 * Makes sure that Chromium, which must be there, has WebGL by Mesa's llvmpipe; installs it as `ensureChromium` does.
 * @throws Error where it cannot be had, with what to do
 */
export async function ensureLlvmpipe() {
  const { webglRenderer } = await import('../test/vscode-offline/browser.mjs'); // needs the dependencies
  const isThere = async () => /llvmpipe/i.test(String(await webglRenderer('llvmpipe')));
  if (await isThere()) return;
  if (canInstall()) {
    install("Mesa's llvmpipe", ...LLVMPIPE_PACKAGES);
    if (await isThere()) return;
  }
  throw new Error(
    "this machine's Chromium has no WebGL by Mesa's llvmpipe, on which the engines are tested a second time. Install " +
      `Mesa's drivers ("sudo apt-get install ${LLVMPIPE_PACKAGES.join(' ')}" on Debian); where they cannot be had, as ` +
      'on macOS and Windows, set SKIP_LLVMPIPE=1 to leave that stage out',
  );
}
