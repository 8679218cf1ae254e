import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
const packages = Object.entries<Entry>(lock.packages).filter(([folder, { link }]) => folder !== '' && !link);

// npm leaves the hash out for packages of other platforms that it never fetched: "npm view NAME@VERSION dist.integrity"
it.each([
  ['the hash', ({ integrity }: Entry) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? '')],
  ['a version', ({ version }: Entry) => !version],
  ['no address of a registry', ({ resolved }: Entry) => resolved !== undefined],
])('the lock has of every package %s', (_what, isWrong) => {
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, entry]) => isWrong(entry)).map(([folder]) => folder)).toEqual([]);
});
