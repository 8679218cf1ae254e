import { expect, it } from 'vitest';
import { Notes } from '../../../src/core/codecs/notes';
import { inEnglish, text } from '../../../src/core/text';

it('says each sentence once, in the order in which they first came', () => {
  const notes = new Notes();
  for (const page of [2, 1, 2]) notes.add(text('Page {0} is left out.', page));
  expect(notes.all()).toEqual([text('Page {0} is left out.', 2), text('Page {0} is left out.', 1)]);
});

it('tells a few of a kind, and that there are more', () => {
  const notes = new Notes();
  for (let strip = 0; strip < 9; strip++) notes.add(text('Strip {0} is long.', strip));
  for (let page = 1; page < 9; page++) notes.ofPage(page).add(text('Strip {0} is long.', 0));
  notes.add(text('Something else.'));
  const told = notes.all().map(inEnglish);
  expect(told).toHaveLength(11);
  expect(told[4]).toBe('Strip 4 is long. There are more notes like this.');
  expect(told[9]).toBe('Page 5: Strip 0 is long. There are more notes like this.');
  expect(told[10]).toBe('Something else.');
});

it('of exactly a few claims no more', () => {
  const notes = new Notes();
  for (let strip = 0; strip < 5; strip++) notes.add(text('Strip {0} is long.', strip));
  notes.add(text('Strip {0} is long.', 0));
  expect(notes.all().map(inEnglish).at(-1)).toBe('Strip 4 is long.');
});
