import { toDenoiseError } from '../src/core/errors';
import { fill, type Phrase, translate } from '../src/core/text';
import type { UiStrings } from '../src/shared/strings';

/** A text that was made outside of the page, in the window's language. */
export const inWindowLanguage = (phrase: Phrase, { messages }: Pick<UiStrings, 'messages'>): string =>
  translate(phrase, (template, ...values) => fill(messages[template] ?? template, ...values));

/** What to say of an error, in the window's language. */
export const messageOf = (thrown: unknown, strings: Pick<UiStrings, 'messages'>): string =>
  inWindowLanguage(toDenoiseError(thrown).text, strings);
