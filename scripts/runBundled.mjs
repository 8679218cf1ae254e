/** Bundles a module of this project as the product is bundled, and runs it in Node. */
import { spawnSync } from 'node:child_process';
import { ensureBuilt, ensureDependencies } from './bootstrap.mjs';
import { bundling } from './bundling.mjs';
import { root } from './project.mjs';

/**
 * Brings the project up to date, runs the module and ends this process with its exit code.
 * @param {string} entryPoint from the root, such as "scripts/fuzz.ts"
 * @param {string[]} args
 * @param {import('esbuild').BuildOptions} [options] what its bundle needs besides
 */
export async function runBundled(entryPoint, args, options = {}) {
  ensureDependencies();
  ensureBuilt();
  const { build } = await import('esbuild');
  const outfile = `out/${entryPoint.replaceAll('/', '-').replace(/\.ts$/, '.mjs')}`;
  await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // For libraries that are no modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    ...options,
  });
  const { status } = spawnSync(process.execPath, [outfile, ...args], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
