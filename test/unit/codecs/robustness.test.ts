import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { createRandom } from '../../../src/core/denoise/random';
import { flipBits, survive, withRightCrcs } from './damage';
import { damageDirectories } from './directoryDamage';
import { readFixture } from './fixtures';
import { rawFile } from './rawFile';

const pngs = ['basi0g02', 'basn2c16', 'basi3p08', 'tbbn0g04', 'basi6a16', 'ps2n2c16'].map(
  (name) => `pngsuite/${name}.png`,
);
const tiffs = [
  'tiles-u2-lzw2-mm',
  'u1-3-packbits-ii',
  'u2-3-zip2-mm',
  'f4-1-zip3-ii',
  'big-tiles-u2',
  'palette-4bit',
  'planar-strips-u1',
  'pages-ii',
  'imagej-stack',
  'fax-group3-2d',
  'fax-group4',
  'fax-huffman',
  'ycbcr-4x2',
  'cmyk-u2',
  'zstd-u2-mm',
  'lzma-u2',
  'jpeg-ycc',
].map((name) => `tiff/${name}.tif`);
const files = new Map([...pngs, ...tiffs].map((path) => [path, readFixture(path)]));

const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 7 })), { minLength: 1, maxLength: 4 });

describe('damaged files', () => {
  it.each([
    ['PNG', pngs],
    ['TIFF', tiffs],
  ])('%s: cut off anywhere, they decode or are refused', async (_format, paths) => {
    const cut = fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (path, part) => {
        const bytes = files.get(path)!;
        await survive(bytes.subarray(0, Math.floor(bytes.length * part)));
      },
    );
    await fc.assert(cut, { seed: 11, numRuns: 300 });
  });

  it('PNG: with flipped bits, they decode or are refused', async () => {
    const flip = fc.asyncProperty(fc.constantFrom(...pngs), damage, fc.boolean(), async (path, flips, repairCrcs) => {
      const damaged = flipBits(files.get(path)!, flips);
      await survive(repairCrcs ? withRightCrcs(damaged) : damaged);
    });
    await fc.assert(flip, { seed: 12, numRuns: 400 });
  });

  it('TIFF: with flipped bits anywhere or in their tags, they decode or are refused', async () => {
    const flip = fc.asyncProperty(fc.constantFrom(...tiffs), damage, fc.boolean(), async (path, flips, inTags) => {
      const bytes = files.get(path)!;
      // Tags stand at the end of most of these files.
      const inTail = flips.map(([at, bit]): [number, number] => [bytes.length - 1 - (at % 250), bit]);
      await survive(flipBits(bytes, inTags ? inTail : flips));
    });
    await fc.assert(flip, { seed: 13, numRuns: 400 });
  });

  it('TIFF: with directories that lie, they decode or are refused', async () => {
    const raw = [false, true].map((big) => rawFile({}, 1, {}, big));
    const sources = [...tiffs.map((path) => files.get(path)!), ...raw, ...raw];
    const lie = fc.asyncProperty(fc.constantFrom(...sources), fc.nat(), async (bytes, number) => {
      await survive(damageDirectories(bytes, createRandom(14, number)));
    });
    await fc.assert(lie, { seed: 14, numRuns: 400 });
  });
});
