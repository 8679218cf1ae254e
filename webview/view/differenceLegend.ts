import type { UiStrings } from '../../src/shared/strings';
import { element } from '../dom';
import { sampleText } from './inspector';

const largestPower = 6;

/** Says what the greys of the difference mean, and how much they are amplified. */
export class DifferenceLegend {
  readonly root: HTMLElement;
  private readonly slider = element('input', { type: 'range', min: '0', max: String(largestPower), step: '1' });
  private readonly gainText = element('span', { class: 'gain' });
  private readonly low = element('span');
  private readonly high = element('span');

  constructor(strings: UiStrings, onGain: (gain: number) => void) {
    this.slider.setAttribute('aria-label', strings.gain);
    this.slider.addEventListener('input', () => onGain(2 ** this.slider.valueAsNumber));
    this.root = element(
      'div',
      { class: 'legend', role: 'group', 'aria-label': strings.differenceScale, hidden: '' },
      element('div', { class: 'scale' }, this.low, element('span', { text: '0' }), this.high),
      element('div', { class: 'ramp', 'aria-hidden': 'true' }),
      element('label', { class: 'field' }, this.gainText, this.slider),
    );
  }

  /** @param limit the difference shown as white, in the file's units. */
  show(gain: number, limit: number): void {
    const rounded = sampleText(Number(limit.toPrecision(3)));
    this.low.textContent = `−${rounded}`;
    this.high.textContent = `+${rounded}`;
    this.slider.value = String(Math.log2(gain));
    this.gainText.textContent = `×${gain}`;
    this.slider.setAttribute('aria-valuetext', this.gainText.textContent);
  }
}
