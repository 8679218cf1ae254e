import { fill } from '../../src/core/text';
import { engineText } from '../../src/shared/engineText';
import type { SavedFile } from '../../src/shared/protocol';
import type { EngineReport, RunProgress, RunSummary } from '../../src/shared/run';
import type { UiStrings } from '../../src/shared/strings';
import { button, element } from '../dom';
import { inWindowLanguage } from '../windowText';

export interface StatusActions {
  openSaved(): void;
  revealSaved(): void;
  reload(): void;
}

/** The lines below the picture: what is being done, how far it is, and what came of it. */
export class StatusPanel {
  readonly root: HTMLElement;
  private readonly message = element('span', { class: 'message', role: 'status', 'aria-live': 'polite' });
  private readonly detail = element('span', { class: 'detail' });
  private readonly engine = element('span', { class: 'engine' });
  private readonly bar = element('progress', { max: '1', value: '0' });
  private readonly actions = element('span', { class: 'actions' });

  constructor(
    private readonly strings: UiStrings,
    private readonly on: StatusActions,
  ) {
    this.bar.setAttribute('aria-label', strings.training);
    this.bar.hidden = true;
    this.root = element(
      'footer',
      { class: 'status' },
      this.bar,
      element('div', { class: 'line' }, this.message, this.detail, this.actions, this.engine),
    );
  }

  /** One sentence, nothing under way. */
  say(text: string): void {
    this.show(text, '', []);
  }

  working(text: string): void {
    this.show(text, '', []);
    this.bar.hidden = false;
    this.bar.removeAttribute('value');
  }

  progress({ phase, page, pages, step, steps, loss, secondsLeft }: RunProgress): void {
    const s = this.strings;
    const parts = pages > 1 ? [fill(s.pageOf, page + 1, pages)] : [];
    if (phase === 'train') {
      parts.push(fill(s.trainingDetail, step, steps, loss?.toPrecision(3) ?? ''));
      if (secondsLeft !== undefined) parts.push(this.duration(secondsLeft));
    } else {
      parts.push(fill(s.applying, step, steps));
    }
    // the message is a live region: it must not speak at every step
    if (this.message.textContent !== s.training) this.show(s.training, '', []);
    this.detail.textContent = parts.join(' · ');
    this.bar.hidden = false;
    this.bar.value = (page + step / steps) / pages;
  }

  done({ stopped, endedEarly, trainSeconds, inferSeconds, iterations }: RunSummary): void {
    const s = this.strings;
    const text = stopped ? s.doneStopped : endedEarly ? s.doneEarly : s.done;
    this.show(fill(text, (trainSeconds + inferSeconds).toFixed(1), iterations), s.unsaved, []);
  }

  /** An unsaved result is back after the window was reloaded. */
  restored(text: string): void {
    this.show(text, this.strings.unsaved, []);
  }

  saved({ name, notes }: SavedFile): void {
    const { strings: s, on } = this;
    this.show(fill(s.savedAs, name), notes.map((note) => inWindowLanguage(note, s)).join(' '), [
      button(s.open, s.open, on.openSaved),
      button(s.reveal, s.reveal, on.revealSaved),
    ]);
  }

  /** The file is not what is shown any more. */
  stale(text: string): void {
    this.show(text, '', [button(this.strings.reload, this.strings.reload, this.on.reload)]);
  }

  failed(message: string): void {
    this.show(`${this.strings.runFailed}: ${message} ${this.strings.fileIsFine}`, '', []);
  }

  showEngine(report: EngineReport): void {
    const { description, renderer } = report;
    this.engine.textContent = engineText(report, this.strings);
    this.engine.title = renderer ? `${description} · ${renderer}` : description;
  }

  private show(message: string, detail: string, actions: readonly HTMLButtonElement[]): void {
    this.bar.hidden = true;
    this.message.textContent = message;
    this.detail.textContent = detail;
    this.actions.replaceChildren(...actions);
  }

  private duration(seconds: number): string {
    return seconds < 90
      ? fill(this.strings.secondsLeft, Math.ceil(seconds))
      : fill(this.strings.minutesLeft, Math.ceil(seconds / 60));
  }
}
