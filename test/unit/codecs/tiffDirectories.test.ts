import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { fieldSize, Tag } from '../../../src/core/codecs/tiff/tags';
import { inEnglish } from '../../../src/core/text';
import { errorCodeOf, writeUnchanged } from './fixtures';
import { ascii, greyPage, type RawEntry, rawKinds, rawTiff } from './rawTiff';

const samples = [1, 2, 3, 4, 5, 6, 7, 8];
const classic = rawKinds.find(({ littleEndian, big }) => littleEndian && !big)!;

/** What a file's document and its result have to say and show. */
async function read(bytes: Uint8Array) {
  const document = await openImage(bytes);
  const { bytes: written, notes } = await writeUnchanged(document);
  const again = await openImage(written);
  expect(again.info.pages).toBe(document.info.pages);
  // A result is sound, whatever its source was.
  expect(again.notes).toEqual([]);
  for (let page = 0; page < document.info.pages; page++) {
    expect((await again.readPage(page)).samples).toEqual((await document.readPage(page)).samples);
  }
  const [directory] = readDirectoryChain(readHeader(written));
  return { document, notes: notes.map(inEnglish), directory: directory!, written };
}

describe.each(rawKinds)('a TIFF directory (%j)', (kind) => {
  it('keeps tags that are there several times, in their order, and reads the first', async () => {
    const repeated = fc.record({
      tag: fc.constantFrom(Tag.imageDescription, 305, 270, 306, 40001, Tag.orientation),
      text: fc.string({ unit: fc.constantFrom(...'abc{}"'), maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(repeated, { minLength: 2, maxLength: 8 }), async (list) => {
        const entries = list.map(({ tag, text }): RawEntry => ({ tag, type: 2, values: ascii(text) }));
        const { directory, notes } = await read(rawTiff(kind, [greyPage(entries)]));
        expect(notes).toEqual([]);
        for (const { tag } of entries) {
          const expected = entries.filter((entry) => entry.tag === tag).map(({ values }) => values);
          const kept = directory.fields.filter((field) => field.tag === tag).map(({ data }) => [...data]);
          expect(kept).toEqual(expected);
        }
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('takes the first width of two, and the first good value of two', async () => {
    const page = greyPage([
      { tag: Tag.imageWidth, type: 3, values: [4] },
      { tag: Tag.imageWidth, type: 3, values: [9] },
      { tag: Tag.imageLength, type: 3, values: [2], count: 99_999, place: 99_999_999 },
      { tag: Tag.imageLength, type: 3, values: [2] },
    ]);
    const { document } = await read(rawTiff(kind, [page]));
    expect(document.info).toMatchObject({ width: 4, height: 2 });
  });

  const integerTypes = [1, 3, 4, 6, 7, 8, 9, 13, ...(kind.big ? [16, 17, 18] : [])];
  it.each(integerTypes)('takes sizes, offsets and counts of field type %i', async (type) => {
    const sizes = [Tag.imageWidth, Tag.imageLength, Tag.bitsPerSample, Tag.compression, Tag.samplesPerPixel];
    const values = new Map<number, number>([
      [Tag.imageWidth, 4],
      [Tag.imageLength, 2],
      [Tag.bitsPerSample, 8],
      [Tag.compression, 1],
      [Tag.samplesPerPixel, 1],
    ]);
    const entries = [
      ...sizes.map((tag): RawEntry => ({ tag, type, values: [values.get(tag)!] })),
      { tag: Tag.stripOffsets, type, values: [0] },
      { tag: Tag.stripByteCounts, type, values: [8] },
      { tag: Tag.rowsPerStrip, type, values: [2] },
    ];
    const { document } = await read(rawTiff(kind, [greyPage(entries)]));
    expect([...(await document.readPage(0)).samples]).toEqual(samples);
  });

  it('leaves out a tag whose value is not in the file, and says so', async () => {
    const broken = fc.record({
      tag: fc.constantFrom(270, 282, Tag.orientation, Tag.extraSamples, 305, 33550, 34675, 42113, 65000),
      type: fc.constantFrom(1, 2, 3, 4, 5, 7, 12),
      count: fc.constantFrom(100, 70_000, 2 ** 31, 2 ** 32 - 1),
      place: fc.constantFrom(2 ** 31, 2 ** 32 - 8, 9_999_999),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(broken, { selector: ({ tag }) => tag, minLength: 1, maxLength: 4 }),
        async (list) => {
          const entries = list.map((entry): RawEntry => ({ ...entry, values: [1] }));
          const { document, directory, notes } = await read(rawTiff(kind, [greyPage(entries)]));
          expect([...(await document.readPage(0)).samples]).toEqual(samples);
          for (const { tag } of list) {
            expect(directory.has(tag)).toBe(false);
            expect(notes).toContainEqual(expect.stringMatching(`TIFF tag ${tag} should be at.* left out`));
          }
        },
      ),
      { numRuns: 20, seed: 2 },
    );
  });

  it.each<[string, RawEntry[]]>([
    ['0 rows in a strip', [{ tag: Tag.rowsPerStrip, type: 3, values: [0] }]],
    ['-1 rows in a strip', [{ tag: Tag.rowsPerStrip, type: 9, values: [-1] }]],
    ['0 samples in a pixel', [{ tag: Tag.samplesPerPixel, type: 3, values: [0] }]],
    ['tiles of no size beside strips', [Tag.tileWidth, Tag.tileLength].map((tag) => ({ tag, type: 3, values: [0] }))],
    ['more depths than channels', [{ tag: Tag.bitsPerSample, type: 3, values: [8, 0, 0] }]],
    ['a list of byte counts that is not in the file', [{ tag: 279, type: 4, values: [8], count: 9999, place: 99_999 }]],
  ])('with %s is read as other readers do', async (_what, entries) => {
    const { document } = await read(rawTiff(kind, [greyPage(entries)]));
    expect([...(await document.readPage(0)).samples]).toEqual(samples);
  });

  it('says that a field of an unknown type is left out', async () => {
    const { notes } = await read(rawTiff(kind, [greyPage([{ tag: 40000, type: 99, values: [1] }])]));
    expect(notes).toEqual([expect.stringMatching(/40000.*field type 99/)]);
  });

  it.each([
    ['past the end', 2 ** 32 - 1],
    ['just past the end', 100_000],
    ['to an earlier page', 24],
    ['to pixels', kind.big ? 16 : 8],
    ['into the header', 1],
  ])('is the last when its link leads %s', async (_where, next) => {
    const bytes = rawTiff(kind, [greyPage(), { ...greyPage(), next }]);
    const { document, notes } = await read(bytes);
    expect(document.info.pages).toBe(2);
    expect(notes).toEqual([expect.stringMatching(/page after page 2 is at byte \d+, but none is there/)]);
  });

  it('may link to itself', async () => {
    const alone = rawTiff(kind, [greyPage()]);
    const start = new DataView(alone.buffer).getUint32(kind.big ? (kind.littleEndian ? 8 : 12) : 4, kind.littleEndian);
    const { document, notes } = await read(rawTiff(kind, [{ ...greyPage(), next: start }]));
    expect(document.info.pages).toBe(1);
    expect(notes).toHaveLength(1);
  });

  it('carries pages of no 2x2 block along, and names them', async () => {
    const tiny = greyPage([{ tag: Tag.imageLength, type: 3, values: [1] }]);
    const { document, notes, written } = await read(rawTiff(kind, [greyPage(), tiny, greyPage([], 6)]));
    expect(document.info.pages).toBe(2);
    expect(document.info.unreadable).toEqual([{ position: 1, reason: expect.stringContaining('4x1') }]);
    expect(notes).toEqual([expect.stringMatching(/^Page 2 is not denoised but copied as it is.*4x1/)]);
    expect(readDirectoryChain(readHeader(written))[1]!.number(Tag.imageLength)).toBe(1);
  });

  it('opens a file of such pages alone', async () => {
    const tiny = greyPage([{ tag: Tag.imageLength, type: 3, values: [1] }]);
    expect((await openImage(rawTiff(kind, [tiny, tiny]))).info.pages).toBe(2);
  });

  it.each([
    [2, 3, undefined],
    [undefined, 3, 3],
    [2, 4, 4],
    [6, 3, undefined],
    [5, 4, undefined],
  ])('without SamplesPerPixel follows from colour %i and depths (%i samples)', async (color, channels, depths) => {
    const data = Array.from({ length: 8 * channels }, (_, i) => i);
    const entries: RawEntry[] = [
      { tag: Tag.photometricInterpretation, type: 3, values: color === undefined ? [] : [color] },
      { tag: Tag.bitsPerSample, type: 3, values: Array(depths ?? 1).fill(8) },
      { tag: Tag.yCbCrSubSampling, type: 3, values: [1, 1] },
      { tag: Tag.stripByteCounts, type: 4, values: [data.length] },
    ];
    const { document, notes, directory } = await read(rawTiff(kind, [{ ...greyPage(entries), data }]));
    expect(document.info.channels).toBe(channels);
    expect(notes[0]).toMatch(/tag 277.*there are/);
    expect(directory.number(Tag.samplesPerPixel)).toBe(channels);
  });
});

describe('a TIFF file', () => {
  it.each([
    ['pages', rawTiff(classic, Array(6).fill(greyPage()))],
    ['images of a stack', rawTiff(classic, [stackOf(6)])],
    ['fields', rawTiff({ ...classic, big: true }, [manyEntries(66_000)])],
  ])('of more %s than the limit is refused by the setting’s name', async (what, bytes) => {
    const limits = { maxPages: 5 };
    const code = what === 'fields' ? 'damaged' : 'too-large';
    expect(await errorCodeOf(openImage(bytes, limits))).toBe(code);
    if (code === 'too-large') await expect(openImage(bytes, limits)).rejects.toThrow(/more than 5 pages.*maxPages/);
  });

  it('of as many pages as the limit is opened', async () => {
    const bytes = rawTiff(classic, Array(6).fill(greyPage()));
    expect((await openImage(bytes, { maxPages: 6 })).info.pages).toBe(6);
  });
});

function stackOf(images: number) {
  const description: RawEntry = { tag: 270, type: 2, values: ascii(`ImageJ=1.53\nimages=${images}\n`) };
  return { ...greyPage([description]), data: Array(8 * images).fill(3) };
}

function manyEntries(count: number) {
  const entry: RawEntry = { tag: 40000, type: 3, values: [1] };
  expect(fieldSize(entry.type)).toBe(2);
  return { ...greyPage(Array(count).fill(entry)) };
}
