/** Bundles the test suite for one extension host. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundling } from '../../scripts/bundling.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const suiteFolder = path.join(here, 'suite');

/** Gives the entry files `loadSuites()`, which loads every suite/*.test.ts: a bundle cannot list folders when it runs. */
const suites = {
  name: 'suites',
  setup(build) {
    build.onResolve({ filter: /^virtual:suites$/ }, () => ({ path: 'suites', namespace: 'suites' }));
    build.onLoad({ filter: /.*/, namespace: 'suites' }, () => {
      const files = fs.readdirSync(suiteFolder).filter((name) => name.endsWith('.test.ts'));
      const calls = files.map((name) => `require(${JSON.stringify(`./${name}`)});`).join('\n');
      return { contents: `export function loadSuites() {\n${calls}\n}`, resolveDir: suiteFolder };
    });
  },
};

/** Mocha and its helpers resolve from node_modules where they can, and are bundled where they cannot. */
const HOSTS = {
  node: { entry: 'index.node.ts', options: { platform: 'node', target: 'node20', external: ['vscode', 'mocha'] } },
  web: {
    entry: 'index.web.ts',
    options: { platform: 'browser', target: 'es2022', external: ['vscode'], define: { global: 'globalThis' } },
  },
};

/**
 * @param {keyof HOSTS} host
 * @param {string} outfile
 */
export async function bundleSuite(host, outfile) {
  const { entry, options } = HOSTS[host];
  await build({
    entryPoints: [path.join(here, entry)],
    outfile,
    ...bundling,
    format: 'cjs',
    plugins: [suites],
    ...options,
  });
}
