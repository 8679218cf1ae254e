import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsDocument } from '../../../scripts/settingsDoc.mjs';
import { paletteChoices } from '../../../src/core/codecs/codec';
import { formats } from '../../../src/core/codecs/registry';
import { defaultOptions, optionRanges, presets } from '../../../src/core/denoise/options';
import { conflictPolicies, defaultSuffix } from '../../../src/core/outputName';
import { imagePattern } from '../../../src/host/imageUris';
import { autoSaveChoices, limitRanges, restrictedSettings, settingNames } from '../../../src/host/settings';
import { pageCommands } from '../../../src/shared/protocol';
import { engineChoices } from '../../../src/shared/run';

const readText = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const read = (name: string) => JSON.parse(readText(name));
const manifest = read('package.json');
const texts: Record<string, string> = read('package.nls.json');
const settings: Record<string, Record<string, unknown>> = manifest.contributes.configuration.properties;
const setting = (name: string) => settings[`zeroShotDenoise.${name}`];

interface Contribution {
  readonly command: string;
  readonly when?: string;
  readonly enablement?: string;
}
const commands: Contribution[] = manifest.contributes.commands;
/** These work without our editor. */
const everywhere = ['denoise', 'openEditor', 'openWalkthrough', 'openMethods', 'openTroubleshooting', 'showLog'];
const isOurs = /^activeCustomEditorId == 'zeroShotDenoise\.editor'/;
const extensions = formats.flatMap((format) => format.extensions);

describe('the manifest agrees with the code', () => {
  it('on the file types', () => {
    const [editor] = manifest.contributes.customEditors;
    expect(editor.selector.map((s: { filenamePattern: string }) => s.filenamePattern)).toEqual(
      extensions.map((extension) => `*${extension}`),
    );
    expect(editor.priority).toBe('option');
    for (const extension of extensions) expect(imagePattern.test(`a${extension}`)).toBe(true);
    const pattern =
      /resourceExtname =~ \/(.*?)\/i/.exec(manifest.contributes.menus['explorer/context'][0].when)?.[1] ?? '';
    for (const extension of extensions) expect(new RegExp(pattern, 'i').test(extension)).toBe(true);
  });

  it.each(Object.entries(optionRanges))('on the range of %s', (name, range) => {
    expect(setting(name)).toMatchObject({
      type: range.integer ? 'integer' : 'number',
      minimum: range.min,
      maximum: range.max,
      default: range.default,
    });
  });

  it('on every choice', () => {
    expect(setting('preset')).toMatchObject({ enum: presets, default: defaultOptions.preset });
    expect(setting('engine')).toMatchObject({ enum: engineChoices, default: 'auto' });
    expect(setting('onConflict')).toMatchObject({ enum: conflictPolicies, default: 'number' });
    expect(setting('autoSave')).toMatchObject({ enum: autoSaveChoices, default: 'explorer' });
    expect(setting('palette')).toMatchObject({ enum: paletteChoices, default: 'expand' });
    expect(setting('reusePages')).toMatchObject({ type: 'boolean', default: true });
    for (const [name, { min, max, default: standard }] of Object.entries(limitRanges)) {
      expect(setting(name)).toMatchObject({ minimum: min, maximum: max, default: standard });
    }
    expect(setting('outputSuffix').default).toBe(defaultSuffix);
  });

  it('on the names of the settings', () => {
    expect(Object.keys(settings)).toEqual(settingNames.map((name) => `zeroShotDenoise.${name}`));
  });

  it('on the settings that a workspace has to be trusted for', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toEqual(restrictedSettings.map((name) => `zeroShotDenoise.${name}`));
    for (const name of restrictedSettings) expect(texts['untrusted.description']).toContain(name);
  });

  it('on the commands that the editor’s page carries out', () => {
    for (const name of pageCommands)
      expect(commands.map(({ command }) => command)).toContain(`zeroShotDenoise.${name}`);
  });

  it('has a scope and a description for every setting', () => {
    for (const properties of Object.values(settings)) {
      expect(properties.scope).toBeTruthy();
      expect(properties.description ?? properties.markdownDescription).toBeTruthy();
    }
  });

  it('takes every text from package.nls.json, and leaves none there unused', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]));
    expect([...used].filter((key) => texts[key] === undefined)).toEqual([]);
    expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([]);
  });
});

it('docs/settings.md lists the settings as the manifest has them (else run: node scripts/settingsDoc.mjs)', () => {
  expect(readText('docs/settings.md')).toBe(settingsDocument());
});

describe('commands of the editor', () => {
  const ofEditor = commands.filter(({ command }) => !everywhere.some((name) => command === `zeroShotDenoise.${name}`));

  it('can only be used while our editor is active', () => {
    for (const { command, enablement } of ofEditor) expect(enablement, command).toMatch(isOurs);
  });

  it('are offered in the palette and by keys only then', () => {
    const { menus, keybindings } = manifest.contributes;
    const places: Contribution[] = [...menus.commandPalette, ...keybindings];
    for (const { command } of ofEditor) {
      expect(menus.commandPalette.map((entry: Contribution) => entry.command)).toContain(command);
      for (const { when } of places.filter((place) => place.command === command)) expect(when, command).toMatch(isOurs);
    }
  });

  it('have one key each at most, and no key stands for two', () => {
    const keys: { command: string; key: string }[] = manifest.contributes.keybindings;
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
    expect(new Set(keys.map(({ command }) => command)).size).toBe(keys.length);
  });
});

describe('the walkthrough', () => {
  it('has a picture for each of its four steps, and its links lead to commands that exist', () => {
    const [{ steps }] = manifest.contributes.walkthroughs;
    expect(steps).toHaveLength(4);
    for (const { id, media, description } of steps) {
      expect(existsSync(new URL(`../../../${media.svg}`, import.meta.url)), id).toBe(true);
      const text = texts[description.slice(1, -1)];
      for (const [, linked] of text.matchAll(/command:(zeroShotDenoise\.\w+)/g)) {
        expect(commands.map(({ command }) => command)).toContain(linked);
      }
    }
  });
});
