/** Starts and stops the VS Code server, and runs its command-line verbs. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { here, installed } from './paths.mjs';
import { patience } from './patience.mjs';
import { makeRunFolder, removeRunFolder } from './runFolder.mjs';

const STOP_TIMEOUT_MS = 2_000;

const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
};

const mainScript = (vscode) => path.join(vscode.server, 'out/server-main.js');

/**
 * Runs one of the server's command-line verbs (--install-extension and the like) and returns what it printed.
 * @param {string[]} args
 * @param {string} [version] see installed()
 */
export function runCli(args, version) {
  const vscode = installed(version);
  const result = spawnSync(vscode.node, [mainScript(vscode), '--accept-server-license-terms', ...args], {
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`code ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

function serverArguments(vscode, folder, options) {
  const args = [
    ...['--require', path.join(here, 'guard.cjs'), mainScript(vscode)],
    ...['--host', '127.0.0.1', '--port', options.port ?? '0'],
    ...(options.connectionToken ? ['--connection-token', options.connectionToken] : ['--without-connection-token']),
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--disable-workspace-trust', '--disable-getting-started-override'],
    ...['--server-data-dir', folder, '--extensions-dir', options.extensionsDir ?? path.join(folder, 'extensions')],
  ];
  // Without this flag a built VS Code ignores extensionDevelopmentPath/extensionTestsPath in the URL's payload.
  if (options.forTests) args.push('--enable-smoke-test-driver');
  return args;
}

/** Resolves with the port once the server serves its web page; rejects with its output when it ends before or hangs. */
function waitUntilServing(child, gone, log) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why) => reject(new Error(`the VS Code server ${why}:\n${output}`));
    const limit = patience();
    const timer = setTimeout(() => fail(`did not start in ${limit / 1000} s`), limit);
    gone.then((code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
    let serving = false;
    const onData = (data) => {
      log?.(String(data));
      if (serving) return;
      output += data;
      const port = /Web UI available at http:\/\/[^/\s]*?:(\d+)/.exec(output)?.[1];
      if (!port) return;
      serving = true;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
  });
}

/**
 * Starts a VS Code server with its data in a temporary folder; both go when stop() is called or this process ends.
 *
 * Options: `version` (see installed()), `settings` (added to quiet defaults), `vsix` (an extension to install),
 * `extensionsDir`, `forTests` (obey the extension-test parameters in the page's address), `port` (a number or range
 * as text; a free one by default), `connectionToken` (a secret the page's address must carry), `log` (gets all output).
 */
export async function startServer(options = {}) {
  const vscode = installed(options.version);
  const folder = makeRunFolder();
  process.once('exit', cleanUp);
  let child;
  function killGroup(signal) {
    try {
      if (child) process.kill(-child.pid, signal);
    } catch {
      // gone already
    }
  }
  function cleanUp() {
    killGroup('SIGKILL');
    removeRunFolder(folder);
  }

  try {
    fs.mkdirSync(path.join(folder, 'data/User'), { recursive: true });
    const settings = { ...QUIET_SETTINGS, ...options.settings };
    fs.writeFileSync(path.join(folder, 'data/User/settings.json'), JSON.stringify(settings));
    if (options.vsix) {
      const extensionsDir = path.join(folder, 'extensions');
      runCli(['--install-extension', options.vsix, '--extensions-dir', extensionsDir], options.version);
    }
    const args = serverArguments(vscode, folder, options);
    // detached: the server leads a process group of its own, so that its extension hosts can be ended with it
    child = spawn(vscode.node, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const port = await waitUntilServing(child, gone, options.log);
    const authority = `127.0.0.1:${port}`;
    return {
      authority,
      origin: `http://${authority}`,
      /** Resolves with the exit code when the server ends, wanted or not. */
      gone,
      async stop() {
        killGroup('SIGTERM');
        await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS))]);
        process.removeListener('exit', cleanUp);
        cleanUp();
      },
    };
  } catch (error) {
    process.removeListener('exit', cleanUp);
    cleanUp();
    throw error;
  }
}

/**
 * The address of the workbench.
 * @param {{ origin: string }} server
 * @param {{ folder?: string, payload?: [string, string][], connectionToken?: string }} options
 */
export function workbenchUrl(server, { folder, payload = [], connectionToken }) {
  const query = new URLSearchParams();
  if (connectionToken) query.set('tkn', connectionToken);
  if (folder) query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(folder));
  else query.set('ew', 'true'); // an empty window
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${server.origin}/?${query}`;
}
