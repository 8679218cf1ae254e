import type { ImageInfo } from '../../src/core/codecs/codec';
import type { UiStrings } from '../../src/shared/strings';
import { button, element } from '../dom';
import { directionsOf, pageAt, placeOf } from './pageAxes';

export interface PageBarActions {
  show(page: number): void;
  denoiseThisPage(): void;
}

interface Slider {
  readonly count: number;
  readonly input: HTMLInputElement;
  readonly text: HTMLElement;
}

/** Goes through the pages of a stack: one slider, or one for each direction that the file names. */
export class PageBar {
  readonly root: HTMLElement;
  private readonly sliders = element('div', { class: 'sliders' });
  private readonly denoiseThis: HTMLButtonElement;
  private axes: Slider[] = [];

  constructor(
    private readonly strings: UiStrings,
    private readonly on: PageBarActions,
  ) {
    const { pageBar: texts } = strings;
    this.denoiseThis = button(texts.denoiseThis, texts.denoiseThisHint, () => on.denoiseThisPage());
    this.root = element(
      'nav',
      { class: 'page-bar', 'aria-label': texts.page, hidden: '' },
      this.sliders,
      this.denoiseThis,
    );
  }

  /** Makes the sliders for a file; with one page there is nothing to show. */
  open(info: ImageInfo): void {
    const { pageBar: texts } = this.strings;
    this.root.hidden = info.pages < 2;
    this.sliders.replaceChildren();
    this.axes = directionsOf(info).map((direction) =>
      this.slider('name' in direction ? texts.axes[direction.name] : texts.page, direction.count),
    );
    this.show(0);
  }

  /** Notes the page that is shown. */
  show(page: number): void {
    const places = placeOf(page, this.counts);
    this.axes.forEach(({ input, text, count }, i) => {
      input.value = String(places[i] + 1);
      text.textContent = `${places[i] + 1} / ${count}`;
    });
  }

  set isBusy(isBusy: boolean) {
    this.denoiseThis.disabled = isBusy;
  }

  private get counts(): number[] {
    return this.axes.map(({ count }) => count);
  }

  private slider(name: string, count: number): Slider {
    const id = `page-${this.sliders.childElementCount}`;
    const input = element('input', { id, type: 'range', min: '1', max: String(count), step: '1' });
    const text = element('output', { for: id });
    input.addEventListener('input', () =>
      this.on.show(
        pageAt(
          this.axes.map((axis) => axis.input.valueAsNumber - 1),
          this.counts,
        ),
      ),
    );
    this.sliders.append(element('div', { class: 'slider' }, element('label', { for: id, text: name }), input, text));
    return { count, input, text };
  }
}
