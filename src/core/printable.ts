/**
 * What a terminal or a message would act on instead of showing it: control characters (escape sequences begin with
 * one), line ends, marks that turn the direction of writing (Unicode Standard Annex 9), and halves of characters.
 */
const acting = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The text with everything escaped that would be acted on instead of shown: a file's name can hold any character. */
export function printable(text: string): string {
  return text.replace(acting, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
