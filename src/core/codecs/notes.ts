import { inEnglish, type Text } from '../text';

/** Sentences for the user on what could not be written as it was in the source, each once. */
export class Notes {
  readonly #byEnglish = new Map<string, Text>();

  add(note: Text): void {
    this.#byEnglish.set(inEnglish(note), note);
  }

  /** In the order in which they first came. */
  all(): Text[] {
    return [...this.#byEnglish.values()];
  }
}
