import { zlibSync } from 'fflate';
import { expect, it } from 'vitest';
import { Notes } from '../../../src/core/codecs/notes';
import { inflateInPieces } from '../../../src/core/codecs/zlib';
import { inEnglish, text } from '../../../src/core/text';
import { describeZlib } from './zlibBehaviour';

describeZlib('in Node');

it('a stream that would inflate to a hundred times what is called for is not inflated further', async () => {
  const bomb = zlibSync(new Uint8Array(5_000_000));
  const notes = new Notes();
  let given = 0;
  await inflateInPieces(bomb, { min: 50_000, max: 50_000 }, text('Strip {0}', 0), notes, (piece) => {
    given += piece.length;
  });
  expect(given).toBe(50_000);
  expect(notes.all().map(inEnglish)).toEqual([
    'Strip 0 holds more than the 50000 bytes that belong to the image: the rest is left out.',
  ]);
});
