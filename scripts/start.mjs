/**
 * Opens VS Code on samples/ with the extension in it: `npm start`. Uses the desktop VS Code where there is one, else
 * (or with --browser) serves VS Code to a browser until Ctrl+C.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { startServer, workbenchUrl } from '../test/vscode-offline/server.mjs';
import { setUpVscode } from '../test/vscode-offline/setup.mjs';
import { ensureBuilt, ensureDependencies } from './bootstrap.mjs';
import { packageExtension } from './package.mjs';
import { root, vsixFile } from './project.mjs';

const DESKTOP_COMMANDS = ['code', 'code-insiders', 'codium'];
const PORTS = '9630-9639'; // the first free one

const samples = path.join(root, 'samples');

function findDesktop() {
  const suffix = process.platform === 'win32' ? '.cmd' : '';
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = DESKTOP_COMMANDS.flatMap((name) => folders.map((folder) => path.join(folder, name + suffix)));
  return candidates.find((file) => fs.existsSync(file));
}

function startDesktop(command) {
  ensureBuilt();
  const shell = process.platform === 'win32';
  const quoted = (text) => (shell ? `"${text}"` : text);
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, samples].map(quoted);
  console.log(`Opening ${samples} in ${command}`);
  spawn(quoted(command), args, { stdio: 'inherit', shell }).once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

async function startInBrowser() {
  setUpVscode();
  packageExtension();
  // Any page in the user's browser can call a local port: only who knows the token gets in.
  const connectionToken = randomBytes(16).toString('hex');
  const server = await startServer({ vsix: vsixFile, port: PORTS, connectionToken });
  console.log(
    `\nVS Code with Zero-Shot Denoise is at\n\n  ${workbenchUrl(server, { folder: samples, connectionToken })}`,
  );
  console.log('\nOpen the address in a browser, right-click an image and choose Denoise Image. Ctrl+C ends it.');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => server.stop());
  await server.gone;
  await server.stop();
}

ensureDependencies();
const desktop = process.argv.includes('--browser') ? undefined : findDesktop();
if (desktop) startDesktop(desktop);
else await startInBrowser();
