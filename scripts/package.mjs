/** Packs the extension: `npm run package`. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './bootstrap.mjs';
import { dependency, root, vsixFile } from './project.mjs';

/** What Node runs to pack an extension that is built already; the bundles hold all dependencies. */
export const VSCE_PACKAGE = [
  ...[dependency('@vscode/vsce/vsce'), 'package', '--no-dependencies'],
  ...['--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsixFile],
];

/** Builds for production and packs the extension into the root folder. */
export function packageExtension() {
  ensureDependencies();
  for (const args of [['esbuild.mjs', '--production'], VSCE_PACKAGE]) {
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  packageExtension();
  const name = path.basename(vsixFile);
  console.log(`\n${name}: ${(fs.statSync(vsixFile).size / 1024).toFixed(0)} KiB`);
  console.log(`Install it with "code --install-extension ${name}",`);
  console.log('or in VS Code with "Extensions: Install from VSIX..." from the command palette.');
}
