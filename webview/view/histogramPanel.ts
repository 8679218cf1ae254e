import { fill } from '../../src/core/text';
import type { UiStrings } from '../../src/shared/strings';
import type { DisplayMapping, Histogram, PageShape } from '../../src/shared/viewing';
import { button, element } from '../dom';
import { histogramPlot } from './histogramPlot';
import { sampleText } from './inspector';
import { RangeHandle } from './rangeHandle';

const smallestGamma = 0.1;
const largestGamma = 10;

/** How often values occur, and which of them are shown as black and white. Only the display changes, never the file. */
export class HistogramPanel {
  readonly root: HTMLElement;
  private readonly plot = element('div', { class: 'plot' });
  private readonly key: HTMLElement;
  private readonly black: RangeHandle;
  private readonly white: RangeHandle;
  private readonly blackField: HTMLInputElement;
  private readonly whiteField: HTMLInputElement;
  private readonly gammaField: HTMLInputElement;
  private readonly channel: HTMLSelectElement;
  private readonly channelRow: HTMLElement;
  private histogram: Histogram | undefined;
  private shape: PageShape | undefined;
  private mapping: DisplayMapping = { black: 0, white: 1, gamma: 1 };

  /** @param onChange the mapping a person has chosen; undefined: the page's own again. */
  constructor(
    private readonly strings: UiStrings,
    private readonly onChange: (mapping: DisplayMapping | undefined) => void,
  ) {
    const s = strings;
    const changed = (change: Partial<DisplayMapping>) => this.change(change);
    this.black = new RangeHandle('black', s.blackPoint, (black) => changed({ black }));
    this.white = new RangeHandle('white', s.whitePoint, (white) => changed({ white }));
    this.blackField = numberField((black) => changed({ black }));
    this.whiteField = numberField((white) => changed({ white }));
    this.gammaField = numberField((gamma) => {
      if (gamma >= smallestGamma && gamma <= largestGamma) changed({ gamma });
    });
    for (const [name, value] of Object.entries({ min: smallestGamma, max: largestGamma, step: 0.1 })) {
      this.gammaField.setAttribute(name, String(value));
    }
    this.channel = element('select');
    this.channel.addEventListener('change', () => {
      const { value } = this.channel;
      changed({ channel: value === '' ? undefined : Number(value) });
    });
    this.channelRow = field(s.channel, this.channel);
    this.key = element('p', { class: 'hint', text: s.histogramKey });
    this.root = element(
      'section',
      { class: 'panel', 'aria-label': s.histogram },
      element('h2', { text: s.histogram }),
      element(
        'div',
        { class: 'range' },
        this.plot,
        element('div', { class: 'handles' }, this.black.root, this.white.root),
        this.key,
      ),
      element(
        'div',
        { class: 'fields' },
        field(s.black, this.blackField),
        field(s.white, this.whiteField),
        field(s.gamma, this.gammaField),
        this.channelRow,
      ),
      element(
        'div',
        { class: 'buttons' },
        button(s.autoRange, s.autoRangeHint, () => this.stretch()),
        button(s.resetRange, s.resetRangeHint, () => this.onChange(undefined)),
      ),
    );
  }

  /** @param after drawn as an outline over the counts of `before`. */
  showCounts(shape: PageShape, before: Histogram, after: Histogram | undefined): void {
    this.histogram = before;
    if (shape.channels !== this.shape?.channels) this.fillChannels(shape);
    this.shape = shape;
    // the outline is drawn over the same values
    const isSameRange = after?.from === before.from && after.to === before.to;
    this.plot.replaceChildren(histogramPlot(before, isSameRange ? after : undefined));
    this.key.hidden = !isSameRange;
    this.showMapping(this.mapping);
  }

  showMapping(mapping: DisplayMapping): void {
    this.mapping = mapping;
    const { black, white, gamma, channel } = mapping;
    if (this.histogram) {
      const { from, to } = this.histogram;
      this.black.show(black, from, to);
      this.white.show(white, from, to);
    }
    this.blackField.value = sampleText(black);
    this.whiteField.value = sampleText(white);
    this.gammaField.value = String(gamma);
    this.channel.value = channel === undefined ? '' : String(channel);
  }

  private fillChannels({ channels, colorChannels, isLab }: PageShape): void {
    const s = this.strings;
    const colors = isLab ? ['L*', 'a*', 'b*'] : [s.red, s.green, s.blue];
    const names = colorChannels === 3 ? colors : [];
    const option = (value: string, text: string) => element('option', { value, text });
    this.channel.replaceChildren(
      option('', s.allChannels),
      ...Array.from({ length: channels }, (_, i) => option(String(i), names[i] ?? fill(s.channelNumber, i + 1))),
    );
    this.channelRow.hidden = channels < 2;
  }

  private change(change: Partial<DisplayMapping>): void {
    const mapping = { ...this.mapping, ...change };
    // black and white at the same value would show nothing
    if (mapping.black !== mapping.white) this.onChange(mapping);
    else this.showMapping(this.mapping);
  }

  private stretch(): void {
    if (!this.histogram || !this.shape) return;
    const { black, white } = this.histogram;
    const { mapping } = this.shape;
    this.change(mapping.black > mapping.white ? { black: white, white: black } : { black, white });
  }
}

/** A field for a number; `onChange` is told only what is one. */
function numberField(onChange: (value: number) => void): HTMLInputElement {
  const input = element('input', { type: 'number', step: 'any' });
  input.addEventListener('change', () => {
    if (Number.isFinite(input.valueAsNumber)) onChange(input.valueAsNumber);
  });
  return input;
}

function field(label: string, input: HTMLElement): HTMLElement {
  return element('label', { class: 'field' }, element('span', { text: label }), input);
}
