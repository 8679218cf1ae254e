/** `node scripts/runScript.mjs NAME ARGS`: bundles scripts/NAME.ts as the product is bundled, and runs it. */
import { spawnSync } from 'node:child_process';
import { ensureBuilt, ensureDependencies } from './bootstrap.mjs';
import { bundling } from './bundling.mjs';
import { root } from './project.mjs';

const [name, ...args] = process.argv.slice(2);

ensureDependencies();
ensureBuilt();

const { build } = await import('esbuild');
const outfile = `out/${name}.mjs`;
await build({
  ...bundling,
  absWorkingDir: root,
  entryPoints: [`scripts/${name}.ts`],
  outfile,
  platform: 'node',
  format: 'esm',
  target: 'node20',
});
const { status } = spawnSync(process.execPath, [outfile, ...args], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
