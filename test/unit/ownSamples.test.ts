import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const readsSamples = /(\.\.\/|['"`])samples\/|join\([^)]*'samples'/;

it('only what makes and what shows samples/ reads it, because people change what is there', () => {
  const code = ['test/', 'scripts/', 'bench/'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(m?ts|mjs)$/.test(name))
      .map((name) => `${folder}${name.replaceAll('\\', '/')}`),
  );
  const readers = code.filter((file) => readsSamples.test(readFileSync(new URL(file, root), 'utf8')));
  expect(readers).toEqual(['scripts/makeSamples.ts', 'scripts/start.mjs']);
});
