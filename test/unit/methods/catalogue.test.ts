import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultOptions } from '../../../src/core/denoise/options';
import { methods } from '../../../src/core/methods/catalogue';
import { workingMethods } from '../../../src/core/methods/registry';

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

describe('the catalogue of methods', () => {
  it('has every method that works, and they are what it says', () => {
    expect(workingMethods.map(({ id }) => id)).toEqual(methods.map(({ id }) => id));
    for (const [i, method] of workingMethods.entries()) expect(method).toMatchObject(methods[i]!);
  });

  it('begins with the default', () => {
    expect(defaultOptions.method).toBe(methods[0]!.id);
  });

  it('is what the manifest offers, and what the documentation describes', () => {
    const { properties } = JSON.parse(read('package.json')).contributes.configuration;
    expect(properties['zeroShotDenoise.method']).toMatchObject({
      enum: methods.map(({ id }) => id),
      default: methods[0]!.id,
    });
    const documentation = read('docs/methods.md');
    for (const { id } of methods) expect(documentation).toContain(`\`${id}\``);
  });
});
