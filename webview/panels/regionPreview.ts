import { fill } from '../../src/core/text';
import type { UiStrings } from '../../src/shared/strings';
import type { PlacedPicture } from '../../src/shared/viewing';
import { button, element } from '../dom';
import type { Area } from '../tileGrid';
import type { CompareView } from '../view/compareView';
import { holdForOriginal } from '../view/viewKeys';
import { PlacedPictures } from './placedPictures';
import { firstFrame, frameBetween, frameByKey } from './regionFrame';

export interface RegionPreviewActions {
  /** Denoises a part of the page shown; undefined when it lies beside it. */
  preview(area: Area): Promise<PlacedPicture | undefined>;
  denoise(): void;
  /** The preview was left, or could not be had. */
  left(error?: unknown): void;
}

/** Lets a person frame a part of the picture and shows it denoised there. */
export class RegionPreview {
  readonly root: HTMLElement;
  private readonly catcher: HTMLElement;
  private readonly frame = element('div', { class: 'frame' });
  private readonly message = element('span', { class: 'message', role: 'status', 'aria-live': 'polite' });
  private readonly denoise: HTMLButtonElement;
  private readonly pictures = new PlacedPictures();
  private area: Area | undefined;
  private dragFrom: { readonly x: number; readonly y: number } | undefined;
  /** Counts previews: what an earlier one gives is not wanted any more. */
  private asked = 0;

  constructor(
    private readonly strings: UiStrings,
    private readonly view: CompareView,
    private readonly on: RegionPreviewActions,
  ) {
    const { preview } = strings;
    this.catcher = element(
      'div',
      { class: 'catcher', role: 'application', tabindex: '0', 'aria-description': preview.keys },
      this.frame,
    );
    this.denoise = button(strings.denoise, strings.denoise, () => {
      this.leave();
      on.denoise();
    });
    this.denoise.classList.add('primary');
    const close = button(preview.close, preview.close, () => this.leave());
    const bar = element('div', { class: 'preview-bar' }, this.message, this.denoise, close);
    this.root = element('div', { class: 'region-preview', hidden: '' }, this.catcher, bar);
    this.listen();
  }

  get isActive(): boolean {
    return !this.root.hidden;
  }

  /** Begins with a frame in the middle of what is in sight. */
  start(): void {
    const { page, visibleArea } = this.view;
    if (!page || !visibleArea) return;
    this.root.hidden = false;
    this.view.overlay = { coversOriginal: true, paint: (...on) => this.pictures.paint(...on) };
    this.message.textContent = this.strings.preview.hint;
    this.denoise.hidden = true;
    this.place(firstFrame(visibleArea, page));
    this.catcher.focus();
  }

  leave(): void {
    if (!this.isActive) return;
    this.asked++;
    this.root.hidden = true;
    this.pictures.clear();
    this.view.overlay = undefined;
    this.on.left();
    this.view.canvas.focus();
  }

  /** The picture has moved under the frame. */
  follow(): void {
    if (this.isActive && this.area) this.draw(this.area);
  }

  private listen(): void {
    const { catcher } = this;
    catcher.addEventListener('pointerdown', (event) => {
      catcher.setPointerCapture(event.pointerId);
      this.dragFrom = this.view.pagePoint(event.offsetX, event.offsetY);
      this.forgetPicture();
    });
    catcher.addEventListener('pointermove', (event) => {
      const { page } = this.view;
      const to = this.view.pagePoint(event.offsetX, event.offsetY);
      if (this.dragFrom && page) this.place(frameBetween(this.dragFrom, to, page));
    });
    catcher.addEventListener('pointerup', (event) => {
      const { page } = this.view;
      if (this.dragFrom && page) {
        this.place(frameBetween(this.dragFrom, this.view.pagePoint(event.offsetX, event.offsetY), page));
        void this.show();
      }
      this.dragFrom = undefined;
    });
    // zoom and pan stay the view's
    catcher.addEventListener('wheel', (event) => {
      this.view.canvas.dispatchEvent(new WheelEvent(event.type, event));
      event.preventDefault();
    });
    catcher.addEventListener('keydown', (event) => this.onKey(event));
    holdForOriginal(this.view, catcher);
  }

  private onKey(event: KeyboardEvent): void {
    const { page } = this.view;
    if (!page || !this.area || event.ctrlKey || event.metaKey || event.altKey) return;
    const moved = frameByKey(this.area, event, page);
    if (moved) {
      this.forgetPicture();
      this.place(moved);
    } else if (event.key === 'Enter') void this.show();
    else if (event.key === 'Escape') this.leave();
    else return;
    event.preventDefault();
  }

  private async show(): Promise<void> {
    const { area } = this;
    const { preview } = this.strings;
    if (!area) return;
    const asked = ++this.asked;
    this.message.textContent = preview.working;
    this.frame.classList.add('busy');
    try {
      const picture = await this.on.preview(area);
      if (asked !== this.asked) return;
      if (picture) this.pictures.put(picture);
      this.message.textContent = picture ? preview.done : preview.outside;
      this.denoise.hidden = !picture;
      this.view.draw();
    } catch (error) {
      if (asked !== this.asked) return;
      this.leave();
      this.on.left(error);
    } finally {
      if (asked === this.asked) this.frame.classList.remove('busy');
    }
  }

  private forgetPicture(): void {
    this.asked++;
    this.frame.classList.remove('busy');
    this.pictures.clear();
    this.denoise.hidden = true;
    this.message.textContent = this.strings.preview.hint;
    this.view.draw();
  }

  private place(area: Area): void {
    this.area = area;
    const { x, y, width, height } = area;
    this.catcher.setAttribute('aria-label', fill(this.strings.preview.selection, width, height, x, y));
    this.draw(area);
  }

  private draw(area: Area): void {
    const { style } = this.frame;
    const place = this.view.viewArea(area);
    style.left = `${place.x}px`;
    style.top = `${place.y}px`;
    style.width = `${place.width}px`;
    style.height = `${place.height}px`;
  }
}
