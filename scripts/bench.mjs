/** `npm run bench` and `npm run tune`: bring the project up to date, bundle the entry of bench/ as the product is bundled, and run it. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureChromium, ensureDependencies } from './bootstrap.mjs';
import { bundling } from './bundling.mjs';
import { root } from './project.mjs';

const [entry, ...args] = process.argv.slice(2);

ensureDependencies();
ensureBuilt();
ensureChromium();

/** Modules that look for files beside themselves have to know where they were before they were bundled. */
const ownUrls = {
  name: 'own-urls',
  setup: (build) =>
    build.onLoad({ filter: /(test|scripts)\/.*\.(ts|mjs)$/ }, ({ path }) => ({
      contents: fs.readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    })),
};

const { build } = await import('esbuild');
await build({
  absWorkingDir: root,
  entryPoints: [`bench/${entry}.ts`],
  outfile: `out/bench-${entry}.mjs`,
  ...bundling,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  plugins: [ownUrls],
});
const { status } = spawnSync(process.execPath, [`out/bench-${entry}.mjs`, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
