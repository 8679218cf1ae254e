import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paletteChoices } from '../../../src/core/codecs/codec';
import { formats } from '../../../src/core/codecs/registry';
import { defaultOptions, optionRanges, presets } from '../../../src/core/denoise/options';
import { conflictPolicies, defaultSuffix } from '../../../src/core/outputName';
import { imagePattern } from '../../../src/host/imageUris';
import { autoSaveChoices, largestMegapixels } from '../../../src/host/settings';
import { engineChoices } from '../../../src/shared/protocol';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
const manifest = read('package.json');
const texts: Record<string, string> = read('package.nls.json');
const settings: Record<string, Record<string, unknown>> = manifest.contributes.configuration.properties;
const setting = (name: string) => settings[`zeroShotDenoise.${name}`];
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
    const { min, max, default: megapixels } = largestMegapixels;
    expect(setting('maxMegapixels')).toMatchObject({ minimum: min, maximum: max, default: megapixels });
    expect(setting('outputSuffix').default).toBe(defaultSuffix);
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
