import { zlibSync } from 'fflate';
import { expect, it } from 'vitest';
import { concatBytes } from '../../../src/core/codecs/pageMemory';
import { inflateZlib } from '../../../src/core/codecs/zlib';
import { text } from '../../../src/core/text';
import { errorCodeOf } from './fixtures';
import { describeZlib } from './zlibBehaviour';

describeZlib('in Node');

it.each([1000, 400_000])('a zlib stream of %i bytes with more than padding after it is damaged', async (size) => {
  const data = concatBytes([zlibSync(new Uint8Array(size)), new Uint8Array(40)]);
  expect(await errorCodeOf(inflateZlib(data, { min: size, max: size }, text('Strip {0}', 0)))).toBe('damaged');
});
