import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter } from '../../../src/core/codecs/tiff/tiffWriter';
import { inEnglish } from '../../../src/core/text';

const width = 5;
const height = 3;
const pixels = width * height;

interface Layout {
  readonly photometric: number;
  readonly samples: number;
  readonly extras?: readonly number[];
  readonly isPlanar?: boolean;
  readonly littleEndian?: boolean;
  readonly bytes?: 1 | 2;
}

/** The value that sample `sample` of pixel `pixel` has in the files made here. */
const valueAt = (pixel: number, sample: number) => (pixel * 7 + sample * 31) % 251;

function makeFile({ photometric, samples, extras, isPlanar = false, littleEndian = true, bytes = 1 }: Layout) {
  const writer = new TiffWriter(littleEndian, false);
  const data = new Uint8Array(pixels * samples * bytes);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let sample = 0; sample < samples; sample++) {
      const at = (isPlanar ? sample * pixels + pixel : pixel * samples + sample) * bytes;
      data[bytes === 1 || littleEndian ? at : at + 1] = valueAt(pixel, sample);
    }
  }
  const planes = isPlanar ? samples : 1;
  const planeBytes = data.length / planes;
  const start = writer.append(data);
  const each = <T>(value: T, count: number) => Array.from({ length: count }, () => value);
  const short = (tag: number, ...values: number[]) => writer.numbers(tag, FieldType.short, values);
  return writer.finish(
    writer.appendDirectory([
      short(Tag.imageWidth, width),
      short(Tag.imageLength, height),
      short(Tag.bitsPerSample, ...each(8 * bytes, samples)),
      short(Tag.compression, 1),
      short(Tag.photometricInterpretation, photometric),
      short(Tag.samplesPerPixel, samples),
      short(Tag.rowsPerStrip, height),
      short(Tag.planarConfiguration, isPlanar ? 2 : 1),
      ...(extras ? [short(Tag.extraSamples, ...extras)] : []),
      writer.offsets(
        Tag.stripOffsets,
        each(0, planes).map((_, i) => start + i * planeBytes),
      ),
      writer.offsets(Tag.stripByteCounts, each(planeBytes, planes)),
    ]),
  );
}

const open = (layout: Layout) => openImage(makeFile(layout));

describe('the channels of a TIFF page', () => {
  it.each<[Layout, string, number, number | undefined]>([
    [{ photometric: 1, samples: 2 }, '2 channels', 2, 1],
    [{ photometric: 1, samples: 5, extras: [0, 0, 0, 0] }, '5 channels', 5, 1],
    [{ photometric: 0, samples: 3, isPlanar: true }, '3 channels', 3, 1],
    [{ photometric: 1, samples: 2, extras: [2] }, 'grey + alpha', 1, undefined],
    [{ photometric: 1, samples: 3, extras: [2] }, '2 channels + alpha', 2, 1],
    [{ photometric: 1, samples: 200 }, '200 channels', 200, 1],
    [{ photometric: 2, samples: 2, isPlanar: true }, '2 channels', 2, 1],
    [{ photometric: 2, samples: 3 }, 'RGB', 3, undefined],
    [{ photometric: 2, samples: 4, extras: [0] }, 'RGB + 1 channel', 4, 3],
    [{ photometric: 2, samples: 4, extras: [1] }, 'RGB + alpha', 3, undefined],
    [{ photometric: 2, samples: 5, extras: [0, 2] }, 'RGB + 1 channel + alpha', 4, 3],
    [{ photometric: 2, samples: 5, extras: [2, 0] }, 'RGB + 1 channel + alpha', 4, 3],
    [{ photometric: 5, samples: 4 }, 'CMYK', 4, undefined],
    [{ photometric: 5, samples: 6, extras: [0, 2] }, 'CMYK + 1 channel + alpha', 5, 4],
  ])('%j are %s', async (layout, color, colorChannels, jointChannels) => {
    const document = await open(layout);
    expect(inEnglish(document.info.color)).toBe(color);
    const raster = await document.readPage(0);
    expect(raster).toMatchObject({ channels: layout.samples, colorChannels });
    expect(raster.jointChannels).toBe(jointChannels);
  });

  it('come picture first and alpha last, and are written where they were', async () => {
    const extraLists = fc
      .integer({ min: 0, max: 5 })
      .chain((count) =>
        fc.tuple(
          fc.constantFrom(1, 2),
          fc.array(fc.constantFrom(0, 1, 2), { minLength: count, maxLength: count }),
          fc.boolean(),
          fc.boolean(),
          fc.constantFrom<1 | 2>(1, 2),
        ),
      );
    await fc.assert(
      fc.asyncProperty(extraLists, async ([photometric, extras, isPlanar, littleEndian, bytes]) => {
        const base = photometric === 2 ? 3 : 1;
        const samples = base + extras.length;
        const layout: Layout = { photometric, samples, extras, isPlanar, littleEndian, bytes };
        const document = await open(layout);
        const raster = await document.readPage(0);
        const isAlpha = (sample: number) => sample >= base && extras[sample - base] !== 0;
        const all = Array.from({ length: samples }, (_, sample) => sample);
        const order = [...all.filter((s) => !isAlpha(s)), ...all.filter(isAlpha)];
        expect(raster.colorChannels).toBe(all.filter((s) => !isAlpha(s)).length);
        const wanted = Array.from({ length: pixels * samples }, (_, i) =>
          valueAt(Math.floor(i / samples), order[i % samples]),
        );
        expect([...raster.samples]).toEqual(wanted);
        // a change of the picture's channels is found there again, and alpha is as it was
        const changed = raster.samples.map((value, i) => (i % samples < raster.colorChannels ? 250 - value : value));
        const { bytes: written } = await document.write(async () => ({ ...raster, samples: changed }));
        expect([...(await (await openImage(written)).readPage(0)).samples]).toEqual([...changed]);
        const { bytes: same } = await document.write(async () => raster);
        expect([...(await (await openImage(same)).readPage(0)).samples]).toEqual(wanted);
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});
