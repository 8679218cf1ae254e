import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { openImage } from '../../../src/core/codecs/registry';
import { crc64 } from '../../../src/core/codecs/tiff/crc64';
import { readDirectoryChain } from '../../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../../src/core/codecs/tiff/header';
import { decodeLzma } from '../../../src/core/codecs/tiff/lzma';
import { Tag } from '../../../src/core/codecs/tiff/tags';
import { DenoiseError } from '../../../src/core/errors';
import { text } from '../../../src/core/text';
import { errorCodeOf, facts, readFixture, writeUnchanged } from './fixtures';
import { makeTiff } from './makeTiff';

const strip = text('Strip {0}', 0);
const fixture = readFixture('tiff/lzma-u1.tif');
const [page] = readDirectoryChain(readHeader(fixture));
const [offset] = page!.numbers(Tag.stripOffsets)!;
const [byteCount] = page!.numbers(Tag.stripByteCounts)!;
/** 20 rows of 40 RGB pixels, by libtiff: deltas, no check. */
const packed = fixture.subarray(offset, offset! + byteCount!);
const content = new Uint8Array(20 * 40 * 3);
const decoded = await decodeLzma(packed, content, strip);

/** By liblzma: the numbers 0 to 255, twice, less those of three bytes before; with a CRC-64. */
const counted = Buffer.from(
  '/Td6WFoAAATm1rRGAgEDAQIhARby6M1E4AH/AAtdAAAAUlAtzgionUgAAABnhZJBE8c40gABJ4AEAAAAlsZ457HEZ/sCAAAAAARZWg==',
  'base64',
);

describe('LZMA', () => {
  it('says how much there is, and what is left over', async () => {
    expect(decoded).toEqual({ length: content.length, isMore: false, trailing: 0 });
    const out = new Uint8Array(content.length + 9);
    expect(await decodeLzma(concatBytes([packed, new Uint8Array(40)]), out, strip)).toEqual({
      length: content.length,
      isMore: false,
      trailing: 40,
    });
    const start = new Uint8Array(100);
    expect(await decodeLzma(packed, start, strip)).toMatchObject({ length: 100, isMore: true });
    expect(start).toEqual(content.subarray(0, 100));
  });

  it('undoes deltas and checks the CRC-64', async () => {
    const out = new Uint8Array(512);
    expect(await decodeLzma(counted, out, strip)).toMatchObject({ length: 512, isMore: false });
    expect(out).toEqual(Uint8Array.from({ length: 512 }, (_, i) => i));
    // The check stands before the index and the footer, which have 12 bytes each.
    const wrong = Uint8Array.from(counted);
    wrong[counted.length - 25]! ^= 1;
    expect(await errorCodeOf(decodeLzma(wrong, out, strip))).toBe('damaged');
  });

  it('cut off anywhere is truncated', async () => {
    const cut = fc.asyncProperty(fc.integer({ min: 6, max: packed.length - 1 }), async (length) => {
      expect(await errorCodeOf(decodeLzma(packed.subarray(0, length), new Uint8Array(2400), strip))).toBe('truncated');
    });
    await fc.assert(cut, { seed: 61, numRuns: 50 });
  });

  it('with flipped bits decodes to something or is refused', async () => {
    const flip = fc.asyncProperty(fc.nat(packed.length - 1), fc.nat(7), async (place, bit) => {
      const damaged = packed.slice();
      damaged[place]! ^= 1 << bit;
      try {
        expect((await decodeLzma(damaged, new Uint8Array(2400), strip)).length).toBeLessThanOrEqual(2400);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(DenoiseError);
      }
    });
    await fc.assert(flip, { seed: 62, numRuns: 200 });
  });

  it('of other filters is not supported', async () => {
    const withX86 = Buffer.from(
      '/Td6WFoAAAD/EtlBAgEEACEBFgANhjUf4AH/AO1dAAAAUlAKhPmbsoAhqWnWJ+A+BlpfBI1T1AS6OVcF',
      'base64',
    );
    expect(await errorCodeOf(decodeLzma(withX86, new Uint8Array(512), strip))).toBe('unsupported');
  });
});

it('is written as Deflate without a predictor when the samples are no whole bytes', async () => {
  // The numbers 10 to 21: rows of 4 samples of 12 bits.
  const strips = Buffer.from(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQALCgsMDQ4PEBESExQVAGKt04NC1UgVAAEkDKYY2NgftvN9AQAAAAAEWVo=',
    'base64',
  );
  const source = makeTiff(
    { [Tag.bitsPerSample]: [12], [Tag.compression]: [34925], [Tag.stripByteCounts]: [strips.length] },
    strips,
  );
  const document = await openImage(source);
  const samples = [0x0a0, 0xb0c, 0x0d0, 0xe0f, 0x101, 0x112, 0x131, 0x415];
  expect([...(await document.readPage(0)).samples]).toEqual(samples);
  const again = await openImage((await writeUnchanged(document)).bytes);
  expect([...(await again.readPage(0)).samples]).toEqual(samples);
  expect(facts(again).compression).toBe('Deflate');
});

it('computes the CRC-64 of the catalogue (CRC-64/XZ)', () => {
  expect(crc64(new TextEncoder().encode('123456789'))).toEqual([0xdf1939fa, 0x995dc9bb]);
});
