import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const readText = (name: string) => readFileSync(new URL(name, root), 'utf8');
const readTexts = (name: string): Record<string, string> => JSON.parse(readText(name));

/** The first argument of every `l10n.t` call, quoted as Biome quotes it: '…', or "…" when it holds a '. */
const call = /\bl10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
const unescaped = (literal: string) => literal.replace(/\\(.)/g, '$1');

/** Every text that the host translates, the page's included. */
const hostTexts = (() => {
  const sources = readdirSync(new URL('src/host/', root)).map((name) => readText(`src/host/${name}`));
  const texts = sources.flatMap((source) => [...source.matchAll(call)].map(([, a, b]) => unescaped(a ?? b)));
  return { texts: [...new Set(texts)], calls: sources.join('').match(/\bl10n\.t\(/g)?.length, found: texts.length };
})();

const placesOf = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();
const linksOf = (text: string) => [...text.matchAll(/\]\(command:[^)]*\)|`[^`]*`/g)].map(([link]) => link).sort();
/** A text that is the same in both languages says so here. */
const sameInGerman = new Set([
  'Zoom',
  'Training',
  'GPU (WebGL)',
  'Zero-Shot Denoise: {0}',
  'displayName',
  'Zero-Shot Noise2Noise',
  'Original',
  'Details',
  'Gamma',
  'Auto',
  'setting.method.zsN2n',
]);

describe('the German translation', () => {
  const german = readTexts('l10n/bundle.l10n.de.json');

  it('sees every text: all calls have a literal text', () => {
    expect(hostTexts.found).toBe(hostTexts.calls);
  });

  it('has every text of host and page, and none besides', () => {
    expect(hostTexts.texts.filter((text) => !german[text])).toEqual([]);
    expect(Object.keys(german).filter((text) => !hostTexts.texts.includes(text))).toEqual([]);
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
