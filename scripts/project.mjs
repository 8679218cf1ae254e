/** Where this project's files are. Needs no npm package. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

/** The packed extension, which `npm run package` makes. */
export const vsixFile = path.join(root, `${manifest.name}-${manifest.version}.vsix`);

/** The packed extension, or an error that says how to make it. */
export function requireVsix() {
  if (!fs.existsSync(vsixFile)) throw new Error(`${path.basename(vsixFile)} is missing: run "npm run package" first`);
  return vsixFile;
}

/** The path of a file in node_modules, such as a tool's script. */
export const dependency = (name) => path.join(root, 'node_modules', name);
