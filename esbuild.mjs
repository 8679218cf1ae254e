// Builds everything that ships into dist/.  node esbuild.mjs [--production] [--watch]
import { rmSync, writeFileSync } from 'node:fs';
import { context } from 'esbuild';
import { buildWasm } from './scripts/buildWasm.mjs';
import { bundling } from './scripts/bundling.mjs';
import { NOTICES_FILE, thirdPartyNotices } from './scripts/notices.mjs';

const isProduction = process.argv.includes('--production');
const isWatching = process.argv.includes('--watch');

/** One bundle; `options` are esbuild's. */
const bundle = (outfile, entryPoint, options) =>
  context({
    entryPoints: [entryPoint],
    outfile: `dist/${outfile}`,
    ...bundling,
    target: 'es2022',
    sourcemap: isProduction ? false : 'linked',
    minify: isProduction,
    legalComments: 'none', // the notices tell them
    metafile: true,
    ...options,
  });

const inNode = { platform: 'node', format: 'cjs', target: 'node20' };
const inPage = { platform: 'browser', format: 'iife', target: 'chrome128' };

await buildWasm();
if (isProduction) rmSync('dist', { recursive: true, force: true });
const bundles = await Promise.all([
  bundle('extension.js', 'src/extensionDesktop.ts', { ...inNode, external: ['vscode'] }),
  bundle('extension.web.js', 'src/extension.ts', { platform: 'browser', format: 'cjs', external: ['vscode'] }),
  bundle('editor.js', 'webview/main.ts', inPage),
  bundle('worker.js', 'webview/worker/worker.ts', inPage),
  bundle('pageThread.js', 'webview/worker/computeThread.ts', inPage),
  bundle('cli.js', 'src/cli/main.ts', { ...inNode, banner: { js: '#!/usr/bin/env node' } }),
  bundle('computeThread.js', 'src/cli/computeThread.ts', inNode),
]);
if (isWatching) await Promise.all(bundles.map((b) => b.watch()));
else {
  const results = await Promise.all(bundles.map((b) => b.rebuild()));
  writeFileSync(NOTICES_FILE, thirdPartyNotices(results.map(({ metafile }) => metafile)));
  await Promise.all(bundles.map((b) => b.dispose()));
}
