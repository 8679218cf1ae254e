/**
 * A text for people that can still be put into their language: English with places `{0}`, `{1}`… for values. Translations
 * go by the template. It is plain data, so it goes through structured clone and JSON.
 */
export interface Text {
  readonly template: string;
  readonly args: readonly Phrase[];
}

/** What stands in a text's place: a text of its own, or a name or number that is the same in every language. */
export type Phrase = string | number | Text;

/** Puts values into a translation of the template; `fill` does for English. */
export type Translate = (template: string, ...values: (string | number)[]) => string;

/** @param template a literal, which has its translation in l10n (checked by a test). */
export function text(template: string, ...args: readonly Phrase[]): Text {
  return { template, args };
}

/** Puts values into a template's places. */
export function fill(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}

/** The phrase in the language of `t`, with everything that stands in its places. */
export function translate(phrase: Phrase, t: Translate): string {
  if (typeof phrase !== 'object') return String(phrase);
  return t(phrase.template, ...phrase.args.map((arg) => translate(arg, t)));
}

/** For logs, the command line and the documentation. */
export const inEnglish = (phrase: Phrase): string => translate(phrase, fill);
