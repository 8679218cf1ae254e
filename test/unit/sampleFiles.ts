import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openImage } from '../../src/core/codecs/registry';
import type { Raster } from '../../src/core/image/raster';

/** The path of the tests' own copy of a picture in samples/. Not for writing: bring a copy to a temporary folder. */
export const samplePath = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/samples/${name}`, import.meta.url));

/** The picture in that file. */
export const samplePage = async (name: string): Promise<Raster> =>
  (await openImage(readFileSync(samplePath(name)))).readPage(0);
