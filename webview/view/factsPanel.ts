import type { ImageInfo } from '../../src/core/codecs/codec';
import { fill } from '../../src/core/text';
import type { UiStrings } from '../../src/shared/strings';
import type { Histogram, NoiseEstimates, PageShape } from '../../src/shared/viewing';
import { element } from '../dom';
import { inWindowLanguage } from '../windowText';
import { sampleText } from './inspector';

/** Three digits are more than an estimate is good for. */
const noiseText = (noise: number) => String(Number(noise.toPrecision(3)));

/** What the file says of the image, and how noisy it is. */
export class FactsPanel {
  readonly root: HTMLElement;
  private readonly list = element('dl');

  constructor(private readonly strings: UiStrings) {
    this.root = element(
      'section',
      { class: 'panel', 'aria-label': strings.image },
      element('h2', { text: strings.image }),
      this.list,
    );
  }

  show(info: ImageInfo, shape: PageShape, values: Histogram, noise: NoiseEstimates): void {
    const facts = this.facts(info, shape, values, noise);
    const isKnown = (fact: readonly [string, string | undefined]): fact is readonly [string, string] => !!fact[1];
    this.list.replaceChildren(
      ...facts.filter(isKnown).flatMap(([name, text]) => [element('dt', { text: name }), element('dd', { text })]),
    );
  }

  private facts(
    info: ImageInfo,
    shape: PageShape,
    { min, max }: Histogram,
    noise: NoiseEstimates,
  ): (readonly [string, string | undefined])[] {
    const s = this.strings;
    const { axes = [], unreadable = [], pages } = info;
    const formats = { uint: s.unsigned, int: s.signed, float: s.float };
    return [
      [s.size, `${shape.width}×${shape.height}`],
      [s.color, inWindowLanguage(info.color, s)],
      [s.depth, fill(formats[shape.sampleFormat], shape.bitDepth)],
      [s.compression, inWindowLanguage(info.compression, s)],
      [s.pages, pages > 1 ? fill(s.pageOf, shape.page + 1, pages) : undefined],
      [s.stack, axes.map(({ name, count }) => fill(s.axes[name], count)).join(', ')],
      [s.unreadablePages, unreadable.length > 0 ? fill(s.unreadable, unreadable.length) : undefined],
      [s.values, max >= min ? `${sampleText(min)} – ${sampleText(max)}` : undefined],
      [s.noiseSigma, noiseChange(noise)],
    ];
  }
}

function noiseChange({ before, after }: NoiseEstimates): string | undefined {
  if (!Number.isFinite(before)) return undefined;
  if (after === undefined || !Number.isFinite(after)) return noiseText(before);
  return `${noiseText(before)} → ${noiseText(after)}`;
}
