import { expect, it } from 'vitest';
import { DenoiseError, toDenoiseError } from '../../../src/core/errors';
import { fill, inEnglish, text, translate } from '../../../src/core/text';

const german: Record<string, string> = {
  'Setting {0}.{1}': 'Einstellung {0}.{1}',
  '{0} holds {1} bytes instead of {2}.': 'Statt {2} Bytes enthält {0} nur {1}.',
  'Strip {0}': 'Streifen {0}',
};
const inGerman = (template: string, ...values: (string | number)[]) => fill(german[template] ?? template, ...values);
const short = text('{0} holds {1} bytes instead of {2}.', text('Strip {0}', 3), 10, 20);

it('is English as it is', () => {
  expect(inEnglish(short)).toBe('Strip 3 holds 10 bytes instead of 20.');
  expect(inEnglish('LZW')).toBe('LZW');
});

it('is translated with every text in its places, in the order of the other language', () => {
  expect(translate(short, inGerman)).toBe('Statt 20 Bytes enthält Streifen 3 nur 10.');
  expect(translate(text('Setting {0}.{1}', 'section', short), inGerman)).toBe(
    'Einstellung section.Statt 20 Bytes enthält Streifen 3 nur 10.',
  );
});

it('leaves names and places alone: those without a value, and those that stand in a value', () => {
  expect(translate(text('Strip {0}', 'Strip {0}'), inGerman)).toBe('Streifen Strip {0}');
  expect(fill('{0} of {1}', 1)).toBe('1 of {1}');
});

it('makes an error’s message, English for logs', () => {
  const error = new DenoiseError('damaged', short);
  expect(error.message).toBe('Strip 3 holds 10 bytes instead of 20.');
  expect(error.text).toEqual(short);
  expect(new DenoiseError('empty-file', 'The file is empty.').text).toEqual(text('The file is empty.'));
  expect(toDenoiseError(new Error('{0} broke'))).toMatchObject({ code: 'internal', message: '{0} broke' });
});
