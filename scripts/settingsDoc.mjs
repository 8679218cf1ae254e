/** Writes the list of settings in docs/settings.md from the manifest: `node scripts/settingsDoc.mjs`. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './project.mjs';

const BEGIN = '<!-- settings: made from package.json by scripts/settingsDoc.mjs -->';
const END = '<!-- settings: end -->';

const documentFile = path.join(root, 'docs/settings.md');
const readJson = (name) => JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));

/** What each scope means for the person. */
const SCOPES = {
  resource: 'user, workspace or folder',
  'machine-overridable': 'user or workspace; not synchronised between machines',
};

function valuesOf({ enum: choices, type, minimum, maximum }) {
  if (choices) return choices.map((choice) => `\`${choice}\``).join(', ');
  return minimum === undefined ? type : `${type} from ${minimum} to ${maximum}`;
}

function settingSection(name, setting, text) {
  const choices = (setting.enum ?? []).map((choice, i) => `- \`${choice}\`: ${text(setting.enumDescriptions[i])}`);
  const fallback = setting.default === '' ? 'empty' : `\`${setting.default}\``;
  return [
    `### ${name}`,
    text(setting.description ?? setting.markdownDescription),
    ...(choices.length > 0 ? [choices.join('\n')] : []),
    `Values: ${valuesOf(setting)}. Default: ${fallback}. Set for: ${SCOPES[setting.scope]}.`,
  ].join('\n\n');
}

/** The list of settings as Markdown. */
function settingsList() {
  const texts = readJson('package.nls.json');
  // in the settings editor `#name#` is a link to the setting
  const text = (key) => texts[key.slice(1, -1)].replace(/`#([\w.]+)#`/g, '`$1`');
  const settings = Object.entries(readJson('package.json').contributes.configuration.properties);
  return settings.map(([name, setting]) => settingSection(name, setting, text)).join('\n\n');
}

/** docs/settings.md as it should be: its own words, and the list as the manifest has it. */
export function settingsDocument() {
  const document = fs.readFileSync(documentFile, 'utf8');
  const begin = document.indexOf(BEGIN) + BEGIN.length;
  return `${document.slice(0, begin)}\n\n${settingsList()}\n\n${document.slice(document.indexOf(END))}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) fs.writeFileSync(documentFile, settingsDocument());
