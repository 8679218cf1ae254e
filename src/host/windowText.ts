import { l10n } from 'vscode';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { printable } from '../core/printable';
import { type Phrase, translate } from '../core/text';

/** A text that was made outside of the host, in the window's language. */
export const inWindowLanguage = (phrase: Phrase): string => translate(phrase, l10n.t);

/** What to say of an error, in the window's language. Its own message is English, for the log and for diagnostics. */
export const messageOf = (thrown: unknown): string => inWindowLanguage(toDenoiseError(thrown).text);

/**
 * The text as VS Code is to show it in a message: there `[text](command:…)` would become a link, also in a file's name,
 * and control characters would be acted on. An invisible character between the brackets prevents the first.
 */
export const plain = (message: string): string => printable(message).replaceAll('](', ']\u2060(');

/** Does what VS Code asked for, which shows the message of what is thrown then: it is in the window's language. */
export async function forVscode<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    if (!(thrown instanceof DenoiseError)) throw thrown;
    throw new Error(plain(messageOf(thrown)), { cause: thrown });
  }
}
