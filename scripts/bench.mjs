/** `npm run bench` and `npm run tune`: run an entry of bench/. */
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './bootstrap.mjs';
import { runBundled } from './runBundled.mjs';

const [entry, ...args] = process.argv.slice(2);

/** Modules that look for files beside themselves have to know where they were before they were bundled. */
const ownUrls = {
  name: 'own-urls',
  setup: (build) =>
    build.onLoad({ filter: /(test|scripts)\/.*\.(ts|mjs)$/ }, ({ path }) => ({
      contents: fs.readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    })),
};

ensureChromium();
/** Tools that look for files of their own beside themselves; libraries go into the bundle, as in the product. */
const tools = ['assemblyscript', 'esbuild', 'playwright-core'];

await runBundled(`bench/${entry}.ts`, args, { external: tools, plugins: [ownUrls] });
