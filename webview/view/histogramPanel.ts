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
  private outlined: Histogram | undefined;
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
      this.showChannel(value === '' ? undefined : Number(value));
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
    this.outlined = after;
    const { channels, jointChannels } = shape;
    if (channels !== this.shape?.channels || jointChannels !== this.shape.jointChannels) this.fillChannels(shape);
    this.shape = shape;
    this.drawPlot(before, after);
    this.showMapping(this.mapping);
  }

  showMapping(mapping: DisplayMapping): void {
    const isOtherChannel = mapping.channel !== this.mapping.channel;
    this.mapping = mapping;
    const { black, white, gamma, channel } = mapping;
    if (this.histogram) {
      if (isOtherChannel) this.drawPlot(this.histogram, this.outlined);
      const { from, to } = this.histogram;
      this.black.show(black, from, to);
      this.white.show(white, from, to);
    }
    this.blackField.value = sampleText(black);
    this.whiteField.value = sampleText(white);
    this.gammaField.value = String(gamma);
    const first = this.shape && isOneOfMany(this.shape) ? '0' : '';
    this.channel.value = channel === undefined ? first : String(channel);
  }

  private drawPlot(before: Histogram, after: Histogram | undefined): void {
    // the outline is drawn over the same values
    const isSameRange = after?.from === before.from && after.to === before.to;
    const shown = (histogram: Histogram) => this.shownBins(histogram);
    this.plot.replaceChildren(histogramPlot(shown(before), isSameRange ? shown(after) : undefined));
    this.key.hidden = !isSameRange;
  }

  /** The counts of the channels that are shown, where others are pictures of their own. */
  private shownBins({ bins }: Histogram): Histogram['bins'] {
    const { jointChannels = bins.length } = this.shape ?? {};
    if (jointChannels === bins.length) return bins;
    const { channel } = this.mapping;
    return channel !== undefined && channel < bins.length ? [bins[channel]] : bins.slice(0, jointChannels);
  }

  /** A channel that is a picture of its own has a range of its own; files of 8 bits are shown whole. */
  private showChannel(channel: number | undefined): void {
    const { ranges, black, white } = this.histogram ?? {};
    const isDeep = this.shape && (this.shape.sampleFormat === 'float' || this.shape.bitDepth > 8);
    if (!ranges || !this.shape || !isDeep || black === undefined || white === undefined) {
      this.change({ channel });
      return;
    }
    const { mapping } = this.shape;
    const own = (channel === undefined ? undefined : ranges[channel]) ?? { black, white };
    const isTurned = mapping.black > mapping.white;
    this.change(isTurned ? { channel, black: own.white, white: own.black } : { channel, ...own });
  }

  private fillChannels(shape: PageShape): void {
    const { channels, jointChannels, isLab } = shape;
    const s = this.strings;
    const colors = isLab ? ['L*', 'a*', 'b*'] : [s.red, s.green, s.blue];
    const names = jointChannels === 3 ? colors : [];
    const option = (value: string, text: string) => element('option', { value, text });
    this.channel.replaceChildren(
      ...(isOneOfMany(shape) ? [] : [option('', s.allChannels)]),
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
    const { channel } = this.mapping;
    const { black, white } = (channel === undefined ? undefined : this.histogram.ranges?.[channel]) ?? this.histogram;
    const { mapping } = this.shape;
    this.change(mapping.black > mapping.white ? { black: white, white: black } : { black, white });
  }
}

/** Grey channels are looked at one at a time. */
const isOneOfMany = ({ jointChannels, colorChannels }: PageShape) => jointChannels === 1 && colorChannels > 1;

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
