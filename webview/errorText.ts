import { toDenoiseError } from '../src/core/errors';
import { fill, translate } from '../src/core/text';
import type { UiStrings } from '../src/shared/strings';

/** What to say of an error, in the window's language. */
export const messageOf = (thrown: unknown, { messages }: Pick<UiStrings, 'messages'>): string =>
  translate(toDenoiseError(thrown).text, (template, ...values) => fill(messages[template] ?? template, ...values));
