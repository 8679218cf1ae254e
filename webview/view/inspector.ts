import type { PixelAddress, PixelValues } from '../../src/shared/viewing';
import { element } from '../dom';
import type { Pixel } from './compareView';

/** Says what the pixel under the pointer, or under the keyboard's cursor, holds in the file's own units. */
export class Inspector {
  readonly root: HTMLElement;
  private readonly place = element('span', { class: 'place' });
  private readonly values = element('span', { class: 'values' });
  /** For screen readers; the pointer would make it speak without end. */
  private readonly spoken = element('span', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
  private pointer: Pixel | undefined;
  private cursor: Pixel | undefined;
  private page = 0;
  private isAsking = false;
  private isOutdated = false;

  constructor(private readonly inspect: (pixel: PixelAddress) => Promise<PixelValues>) {
    this.root = element('div', { class: 'inspector', hidden: '' }, this.place, this.values);
  }

  /** Where the spoken text is kept: it must be in the page before it changes. */
  get liveRegion(): HTMLElement {
    return this.spoken;
  }

  /** The samples are other ones now, or another page's. */
  refresh(page: number): void {
    this.page = page;
    void this.update();
  }

  pointAt(pixel: Pixel | undefined): void {
    if (pixel?.x === this.pointer?.x && pixel?.y === this.pointer?.y) return;
    this.pointer = pixel;
    void this.update();
  }

  moveCursor(pixel: Pixel | undefined): void {
    this.cursor = pixel;
    if (pixel) this.pointer = undefined;
    void this.update();
  }

  /** One question at a time: while the pointer moves, only the last place matters. */
  private async update(): Promise<void> {
    this.isOutdated = true;
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      while (this.isOutdated) {
        this.isOutdated = false;
        await this.show(this.pointer ?? this.cursor);
      }
    } catch {
      this.root.hidden = true;
    } finally {
      this.isAsking = false;
    }
  }

  private async show(pixel: Pixel | undefined): Promise<void> {
    this.root.hidden = pixel === undefined;
    if (!pixel) return;
    const { before, after } = await this.inspect({ page: this.page, ...pixel });
    this.place.textContent = `${pixel.x}, ${pixel.y}`;
    const original = valuesText(before);
    this.values.textContent = after ? `${original} → ${valuesText(after)}` : original;
    if (!this.pointer) this.spoken.textContent = `${this.place.textContent}: ${this.values.textContent}`;
  }
}

const valuesText = (values: readonly number[]) => values.map(sampleText).join(' ');

/** A sample as the file has it; of floats as many digits as single precision holds. */
export function sampleText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}
