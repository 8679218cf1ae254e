import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const readText = (name: string) => readFileSync(new URL(name, root), 'utf8');
const readTexts = (name: string): Record<string, string> => JSON.parse(readText(name));

/** A text, quoted as Biome quotes it: '…', or "…" when it holds a '. */
const literal = `(?:'((?:[^'\\\\]|\\\\.)+)'|"((?:[^"\\\\]|\\\\.)+)")`;
const literalsAfter = (start: string, source: string): string[] =>
  [...source.matchAll(new RegExp(start + literal, 'g'))].map(([, a, b]) => (a ?? b).replace(/\\(.)/g, '$1'));
const countOf = (start: string, source: string): number => source.match(new RegExp(start, 'g'))?.length ?? 0;

/** What the host says itself. */
const call = '\\bl10n\\.t\\(\\s*';
/** What errors and notes say; methods of that name aside, and definitions: those begin with a name and its type. */
const textCall = '(?<![.\\w])text\\((?!\\w+: )\\s*';
/** Errors of which people hear, unlike those that a mistake in the program or a closed editor make. */
const error = "new DenoiseError\\(\\s*'(?!internal|disposed)[a-z-]+',\\s*";

const sourceOf = (folder: string): string =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => readText(folder + name))
    .join('\n');
/** All that speaks to people in a window; the command line is English. */
const source = ['src/core/', 'src/shared/', 'src/host/', 'webview/'].map(sourceOf).join('\n');

const texts = [...new Set([call, textCall, error].flatMap((start) => literalsAfter(start, source)))];

const placesOf = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();
const linksOf = (text: string) => [...text.matchAll(/\]\(command:[^)]*\)|`[^`]*`/g)].map(([link]) => link).sort();
/** A text that is the same in both languages says so here. */
const sameInGerman = new Set([
  'Zoom',
  'BM3D',
  'Training',
  'GPU (WebGL)',
  'Zero-Shot Denoise: {0}',
  'displayName',
  'Zero-Shot Noise2Noise',
  'Original',
  'Details',
  'Gamma',
  'Auto',
  'Block {0}',
  '{0}; {1}',
  '{0}. {1}',
  'setting.method.zsN2n',
]);

describe('the German translation', () => {
  const german = readTexts('l10n/bundle.l10n.de.json');

  it('sees every text: all calls have a literal text', () => {
    for (const start of [call, textCall]) expect(literalsAfter(start, source)).toHaveLength(countOf(start, source));
    expect(countOf(`${error}\``, source)).toBe(0);
  });

  it('has every text of host, page, errors and notes, and none besides', () => {
    expect(texts.filter((text) => !german[text])).toEqual([]);
    expect(Object.keys(german).filter((text) => !texts.includes(text))).toEqual([]);
  });

  it.each(Object.entries(german))('keeps the places for values of %j', (text, translated) => {
    expect(placesOf(translated)).toEqual(placesOf(text));
    if (!sameInGerman.has(text)) expect(translated).not.toBe(text);
  });

  it('has every text of the manifest, with the same links and settings', () => {
    const [english, translated] = [readTexts('package.nls.json'), readTexts('package.nls.de.json')];
    expect(Object.keys(translated)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) {
      expect(linksOf(translated[key]), key).toEqual(linksOf(text));
      if (!sameInGerman.has(key)) expect(translated[key], key).not.toBe(text);
    }
  });
});
