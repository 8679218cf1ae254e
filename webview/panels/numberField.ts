import { optionRanges } from '../../src/core/denoise/options';
import { fill } from '../../src/core/text';
import type { TuneStrings } from '../../src/shared/panelStrings';
import { element } from '../dom';
import { parseNumber, type TuneNumber } from './tuneModel';

/** A labelled number that says below itself what is wrong with it. */
export class NumberField {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly problem: HTMLElement;

  constructor(
    private readonly name: Exclude<TuneNumber, 'strength'>,
    private readonly strings: TuneStrings,
    private readonly onChange: (value: number) => void,
  ) {
    const id = `tune-${name}`;
    // of type text: a number field hides what it cannot read, which then cannot be explained
    this.input = element('input', { id, type: 'text', inputmode: 'decimal', 'aria-describedby': `${id}-problem` });
    this.problem = element('p', { id: `${id}-problem`, class: 'problem', role: 'alert', hidden: '' });
    this.input.addEventListener('input', () => this.read());
    this.root = element(
      'div',
      { class: 'field' },
      element('label', { for: id, text: strings[name] }),
      this.input,
      this.problem,
    );
  }

  get isValid(): boolean {
    return this.problem.hidden === true;
  }

  show(value: number): void {
    this.input.value = String(value);
    this.explain(undefined);
  }

  focus(): void {
    this.input.focus();
  }

  private read(): void {
    const { strings, name } = this;
    const parsed = parseNumber(name, this.input.value);
    if (typeof parsed === 'number') {
      this.explain(undefined);
      this.onChange(parsed);
      return;
    }
    const { min, max } = optionRanges[name];
    this.explain(fill(strings[parsed], min, max, this.input.value));
  }

  private explain(problem: string | undefined): void {
    this.problem.hidden = problem === undefined;
    this.problem.textContent = problem ?? '';
    this.input.setAttribute('aria-invalid', String(problem !== undefined));
  }
}
