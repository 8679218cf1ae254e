import { inEnglish, type Phrase, type Text, text } from '../text';

/** Sentences of one kind that are told; of more, only that there are more. */
const mostOfKind = 5;

/**
 * Sentences for the user on what was tolerated in reading a file, or could not be written as it was in the source: each
 * once, and a few of each kind, as a damaged file can have one for every strip.
 */
export class Notes {
  readonly #kinds = new Map<string, Map<string, Text>>();
  readonly #inOrder: { readonly kind: string; readonly note: Text }[] = [];

  add(note: Text): void {
    const kind = kindOf(note);
    const alike = this.#kinds.get(kind) ?? new Map<string, Text>();
    this.#kinds.set(kind, alike);
    const english = inEnglish(note);
    // One more than is told stands for all that follow.
    if (alike.has(english) || alike.size > mostOfKind) return;
    alike.set(english, note);
    if (alike.size <= mostOfKind) this.#inOrder.push({ kind, note });
  }

  /** In the order in which they first came. */
  all(): Text[] {
    const told = new Map<string, number>();
    return this.#inOrder.map(({ kind, note }) => {
      const place = (told.get(kind) ?? 0) + 1;
      told.set(kind, place);
      const areMore = place === mostOfKind && this.#kinds.get(kind)!.size > mostOfKind;
      return areMore ? text('{0} There are more notes like this.', note) : note;
    });
  }

  /** Takes notes on one page of several, numbered from 1, and adds them to these. */
  ofPage(page: number): NoteTaker {
    return { add: (note) => this.add(text('Page {0}: {1}', page, note)) };
  }
}

/** Where a reading or writing function puts its notes. */
export type NoteTaker = Pick<Notes, 'add'>;

/** The sentence without what stands in its places, but for sentences that do. */
function kindOf(phrase: Phrase): string {
  return typeof phrase === 'object' ? [phrase.template, ...phrase.args.map(kindOf)].join('|') : '';
}
