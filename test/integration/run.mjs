/**
 * Runs the integration suite in a real VS Code.
 *
 *   node test/integration/run.mjs [--web] [--vsix] [--vscode=VERSION]
 *
 * --web runs it in the web worker extension host, --vsix with the packed extension instead of the folder's. The offline
 * VS Code runs it; with VSCODE_EXECUTABLE=desktop, @vscode/test-electron downloads the desktop one.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { unzipSync } from 'fflate';
import { requireVsix, root } from '../../scripts/project.mjs';
import { here as offlineFolder, versions } from '../vscode-offline/paths.mjs';
import { makeRunFolder, removeRunFolder } from '../vscode-offline/runFolder.mjs';
import { bundleSuite } from './bundle.mjs';
import { makeWorkspace } from './workspace.mjs';

/** The files of the extension's folder that VS Code reads when it runs there. */
const RUNTIME_FILES = /^(package(\.nls.*)?\.json|dist|media|l10n)$/;

const EXTENSION_ID = 'zero-shot-denoise.zero-shot-denoise';

/** The extension that carries the suite when the extension under test is an installed one. */
const DRIVER = {
  name: 'suite-driver',
  publisher: 'zero-shot-denoise',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
};

async function findExecutable(version) {
  const wanted = process.env.VSCODE_EXECUTABLE;
  if (wanted === 'desktop') return downloadAndUnzipVSCode(version);
  return wanted || path.join(offlineFolder, 'code.mjs');
}

function installVsix(executable, vsix, extensionsDir) {
  const isDesktop = process.env.VSCODE_EXECUTABLE === 'desktop';
  const [command, ...args] = isDesktop ? resolveCliArgsFromVSCodeExecutablePath(executable) : [executable];
  const code = (...more) =>
    execFileSync(command, [...args, ...more, `--extensions-dir=${extensionsDir}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
  process.stdout.write(code('--install-extension', vsix));
  const listed = code('--list-extensions').split(/\s+/);
  if (!listed.includes(EXTENSION_ID))
    throw new Error(`${EXTENSION_ID} is not listed after its installation: ${listed}`);
}

/** Unpacks what a .vsix would install: it is a zip archive with the extension in its folder "extension". */
function unpackVsix(vsix, folder) {
  const isExtensionFile = (file) => file.name.startsWith('extension/') && !file.name.endsWith('/');
  const files = unzipSync(fs.readFileSync(vsix), { filter: isExtensionFile });
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(folder, name.slice('extension/'.length));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
  }
}

function copyRuntimeFiles(folder) {
  for (const name of fs.readdirSync(root).filter((name) => RUNTIME_FILES.test(name))) {
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
}

/** A web extension may only load what lies under its own folder: a copy of the extension that holds the suite too. */
async function prepareWeb(folder, vsix) {
  if (vsix) unpackVsix(vsix, folder);
  else copyRuntimeFiles(folder);
  const tests = path.join(folder, 'test-suite', 'index.js');
  await bundleSuite('web', tests);
  return { extensionDevelopmentPath: folder, extensionTestsPath: tests };
}

async function prepareNode(folder, vsix) {
  const tests = path.join(folder, 'index.cjs');
  await bundleSuite('node', tests);
  if (!vsix) return { extensionDevelopmentPath: root, extensionTestsPath: tests };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(DRIVER));
  return { extensionDevelopmentPath: folder, extensionTestsPath: tests };
}

async function main() {
  const options = { web: { type: 'boolean' }, vsix: { type: 'boolean' }, vscode: { type: 'string' } };
  const { web, vsix, vscode: version = versions.default } = parseArgs({ options }).values;
  process.env.VSCODE_OFFLINE_VERSION = version; // for code.mjs

  const packed = vsix ? requireVsix() : undefined;
  const executable = await findExecutable(version);
  const runFolder = makeRunFolder();
  const workspace = makeWorkspace();
  const cleanUp = () => {
    workspace.remove();
    removeRunFolder(runFolder);
  };
  process.once('exit', cleanUp);

  const extensionsDir = path.join(runFolder, 'extensions');
  const suiteFolder = path.join(runFolder, 'suite');
  fs.mkdirSync(suiteFolder);
  const paths = web ? await prepareWeb(suiteFolder, packed) : await prepareNode(suiteFolder, packed);
  if (packed && !web) installVsix(executable, packed, extensionsDir);
  await runTests({
    ...paths,
    vscodeExecutablePath: executable,
    launchArgs: [
      workspace.folder,
      `--extensions-dir=${extensionsDir}`,
      `--user-data-dir=${path.join(runFolder, 'user')}`,
      ...(web ? ['--extensionDevelopmentKind=web'] : []),
    ],
  });
}

for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(128));
try {
  await main();
} catch (error) {
  console.error(error.message ?? error);
  process.exit(1);
}
