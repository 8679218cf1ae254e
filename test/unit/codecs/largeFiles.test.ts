import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { FieldType, Tag } from '../../../src/core/codecs/tiff/tags';
import { TiffWriter } from '../../../src/core/codecs/tiff/tiffWriter';
import { altered } from './fixtures';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const mebibyte = 2 ** 20;

/** Bytes of all array buffers that are in use. */
function bufferBytes(): number {
  // What a first collection finds may be given back beside the program; a second one waits for that.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/** Pages of 16-bit grey whose only strip is given. */
function makeStack(pages: number, width: number, height: number, strip: (page: number) => Uint8Array): Uint8Array {
  const writer = new TiffWriter(true, false);
  const written = Array.from({ length: pages }, (_, page) => {
    const data = strip(page);
    const short = (tag: number, value: number) => writer.numbers(tag, FieldType.short, [value]);
    return writer.appendDirectory([
      short(Tag.imageWidth, width),
      short(Tag.imageLength, height),
      short(Tag.bitsPerSample, 16),
      short(Tag.compression, 8),
      short(Tag.photometricInterpretation, 1),
      writer.offsets(Tag.stripOffsets, [writer.append(data)]),
      writer.offsets(Tag.stripByteCounts, [data.length]),
    ]);
  });
  for (const [i, page] of written.slice(1).entries()) written[i].linkTo(page);
  return writer.finish(written[0]);
}

describe('a stack of 400 pages', () => {
  const side = 128;
  const flat = (value: number) => zlibSync(new Uint8Array(new Uint16Array(side * side).fill(value).buffer));
  const stack = makeStack(400, side, side, flat);

  it('is read and written one page after the other, of which no more than a few are ever held', async () => {
    const document = await openImage(stack);
    expect(document.info.pages).toBe(400);
    const decoded: WeakRef<object>[] = [];
    let mostHeld = 0;
    let underWay = 0;
    const { bytes, notes } = await document.write(async (index) => {
      expect(++underWay).toBe(1);
      const page = altered(await document.readPage(index), (samples) => samples.fill(samples[0] + 1));
      decoded.push(new WeakRef(page.samples));
      if (index % 50 === 49) {
        // References that were looked at are kept until the next turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
        mostHeld = Math.max(mostHeld, decoded.filter((samples) => samples.deref()).length);
      }
      underWay--;
      return page;
    });
    expect(notes).toEqual([]);
    expect(mostHeld).toBeLessThanOrEqual(8);
    const again = await openImage(bytes);
    expect(again.info).toEqual(document.info);
    for (const index of [0, 1, 250, 399]) {
      expect(new Set((await again.readPage(index)).samples)).toEqual(new Set([index + 1]));
    }
  });
});

describe('a TIFF of 100 megapixels', () => {
  const side = 10_000;
  const strip = zlibSync(new Uint8Array(2 * side * side), { level: 1 });

  it('is opened from its headers, and takes the memory of one page when that is read', async () => {
    const file = makeStack(2, side, side, () => strip);
    const before = bufferBytes();
    const document = await openImage(file);
    expect(document.info).toMatchObject({ width: side, height: side, pages: 2, bitDepth: 16 });
    expect(bufferBytes() - before).toBeLessThan(mebibyte);
    const page = await document.readPage(1);
    expect(page.samples).toHaveLength(side * side);
    const taken = bufferBytes() - before;
    expect(taken).toBeGreaterThan(190 * mebibyte);
    expect(taken).toBeLessThan(200 * mebibyte);
  });
});
