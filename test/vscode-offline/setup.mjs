/**
 * Puts a real VS Code server (and, if it needs one, its own Node) under .vscode-test/, from the npm registry only,
 * with pinned hashes and without running any install script.
 *
 *   node test/vscode-offline/setup.mjs [version ...]
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { home, versions } from './paths.mjs';
import { makeRunFolder, removeRunFolder } from './runFolder.mjs';

/** Progress goes to standard error: a caller's standard output may be data. */
const QUIETLY = ['ignore', 2, 2];

function fetchPackage({ package: spec, integrity }, { into, keep, strip, work }) {
  const downloads = fs.mkdtempSync(path.join(work, 'download-'));
  execFileSync('npm', ['pack', spec, '--pack-destination', downloads, '--silent'], { stdio: ['ignore', 'ignore', 2] });
  const tarball = path.join(downloads, fs.readdirSync(downloads)[0]);
  const found = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${spec}: the tarball is ${found}, versions.json pins ${integrity}`);
  fs.mkdirSync(into, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', into, `--strip-components=${strip}`, keep], { stdio: QUIETLY });
}

function unpack(version, entry, work) {
  const server = path.join(work, 'vscode', 'server');
  fetchPackage(entry.server, { into: server, keep: 'package/lib/vscode', strip: 3, work });
  if (entry.node) {
    fetchPackage(entry.node, { into: path.join(work, 'vscode', 'node'), keep: 'package/bin/node', strip: 1, work });
  }
  const install = [
    'install',
    '--omit=dev',
    '--ignore-scripts',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  execFileSync('npm', install, { cwd: server, stdio: QUIETLY });
  for (const unused of entry.prune) fs.rmSync(path.join(server, unused), { recursive: true, force: true });
  const found = JSON.parse(fs.readFileSync(path.join(server, 'product.json'), 'utf8')).version;
  if (found !== version) throw new Error(`wanted VS Code ${version}, the package holds ${found}`);
  return path.join(work, 'vscode');
}

/**
 * Sets up one VS Code version, unless it is there already.
 * @param {string} [version] a key of versions.json
 */
export function setUpVscode(version = versions.default) {
  const entry = versions[version];
  if (!entry) throw new Error(`versions.json has no VS Code ${version}`);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'the offline VS Code runs on Linux x64 only: run "npm run test:electron" to test in desktop VS Code',
    );
  }
  const target = path.join(home, `vscode-${version}`);
  const recipe = fs.readFileSync(fileURLToPath(import.meta.url));
  const stamp = createHash('sha256').update(JSON.stringify(entry)).update(recipe).digest('hex');
  const stampFile = path.join(target, '.ready');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return;

  const started = Date.now();
  const work = makeRunFolder();
  try {
    const unpacked = unpack(version, entry, work);
    fs.writeFileSync(path.join(unpacked, '.ready'), stamp);
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(unpacked, target);
  } finally {
    removeRunFolder(work);
  }
  console.error(`VS Code ${version} set up in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  for (const version of wanted.length > 0 ? wanted : [versions.default]) setUpVscode(version);
}
