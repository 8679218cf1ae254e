/**
 * The command line from a clone: `npm run denoise -- photo.png` or `node scripts/denoise.mjs photo.png`.
 * Installs and builds what is missing, then hands over to dist/cli.js.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureBuilt, ensureDependencies } from './bootstrap.mjs';
import { root } from './project.mjs';

/** npm runs scripts in the root; paths given to it are relative to where the user stood. */
function callersFolder() {
  const isRunByNpm = process.env.npm_lifecycle_script?.includes('scripts/denoise.mjs');
  return (isRunByNpm && process.env.INIT_CWD) || process.cwd();
}

function runCli() {
  const args = [path.join(root, 'dist/cli.js'), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: callersFolder(), stdio: 'inherit' });
  // A terminal sends Ctrl+C to the command line itself as well; this process only has to outlive it.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

try {
  ensureDependencies();
  ensureBuilt();
  runCli();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
