import { expect, it } from 'vitest';
import { crc32, crc32ByTables } from '../../../src/core/codecs/png/crc32';
import { createRandom } from '../../../src/core/denoise/random';

const random = createRandom(9);
const bytes = Uint8Array.from({ length: 1003 }, () => random.integer(256));

it("the CRC-32 of IEND is the one of PNG's empty last chunk", () => {
  expect(crc32(Uint8Array.from(Buffer.from('IEND')))).toBe(0xae426082);
});

it.each([0, 1, 7, 8, 9, 900, 1003])('CRC-32 to byte %i is the same by tables as by Node', (end) => {
  for (const start of [0, Math.min(5, end)]) expect(crc32ByTables(bytes, start, end)).toBe(crc32(bytes, start, end));
});
