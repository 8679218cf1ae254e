import { expect, it } from 'vitest';
import { Notes } from '../../../src/core/codecs/notes';
import { text } from '../../../src/core/text';

it('says each sentence once, in the order in which they first came', () => {
  const notes = new Notes();
  for (const page of [2, 1, 2]) notes.add(text('Page {0} is left out.', page));
  expect(notes.all()).toEqual([text('Page {0} is left out.', 2), text('Page {0} is left out.', 1)]);
});
