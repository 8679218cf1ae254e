/** `node scripts/runScript.mjs NAME ARGS`: runs scripts/NAME.ts. */
import { runBundled } from './runBundled.mjs';

const [name, ...args] = process.argv.slice(2);
await runBundled(`scripts/${name}.ts`, args);
