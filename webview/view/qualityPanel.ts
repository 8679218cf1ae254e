import { fill } from '../../src/core/text';
import type { UiStrings } from '../../src/shared/strings';
import type { Quality, Similarity } from '../../src/shared/viewing';
import { button, element } from '../dom';

/** How close the original and the result are to a clean reference. */
export class QualityPanel {
  readonly root: HTMLElement;
  private readonly text = element('div', { class: 'quality', 'aria-live': 'polite' });

  constructor(
    private readonly strings: UiStrings,
    choose: () => void,
  ) {
    this.root = element(
      'section',
      { class: 'panel', 'aria-label': strings.quality },
      element('h2', { text: strings.quality }),
      this.text,
      element('div', { class: 'buttons' }, button(strings.chooseReference, strings.chooseReferenceHint, choose)),
    );
    this.clear();
  }

  clear(): void {
    this.text.replaceChildren(element('p', { class: 'hint', text: this.strings.chooseReferenceHint }));
  }

  measuring(name: string): void {
    this.text.replaceChildren(element('p', { text: fill(this.strings.measuring, name) }));
  }

  show(name: string, { before, after }: Quality): void {
    const s = this.strings;
    const row = (label: string, { psnr, ssim }: Similarity) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row', text: label }),
        element('td', { text: decibels(psnr) }),
        element('td', { text: ssim.toFixed(4) }),
      );
    const head = ['', 'PSNR', 'SSIM'].map((text) => (text ? element('th', { scope: 'col', text }) : element('td')));
    this.text.replaceChildren(
      element('p', { text: fill(s.comparedWith, name) }),
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, ...head)),
        element('tbody', {}, row(s.before, before), ...(after ? [row(s.after, after)] : [])),
      ),
    );
  }

  failed(message: string): void {
    this.text.replaceChildren(element('p', { class: 'error', text: message }));
  }
}

/** Equal images have an infinite ratio. */
export const decibels = (psnr: number) => (Number.isFinite(psnr) ? `${psnr.toFixed(2)} dB` : '∞ dB');
