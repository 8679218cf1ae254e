import { element } from '../dom';
import { dragging } from './gestures';

const step = 0.02;

/** The line between before and after; it can be dragged, and moved with the arrow keys. */
export class Divider {
  readonly root: HTMLElement;
  private split = 0.5;

  constructor(
    label: string,
    private readonly onMove: (split: number) => void,
  ) {
    this.root = element('div', {
      class: 'divider',
      role: 'slider',
      tabindex: '0',
      'aria-label': label,
      'aria-valuemin': '0',
      'aria-valuemax': '100',
    });
    dragging(this.root, ({ clientX }) => {
      const view = this.root.parentElement?.getBoundingClientRect();
      if (view) this.move((clientX - view.left) / view.width);
    });
    this.root.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** Puts it at this share of the width, or away. */
  show(split: number | undefined): void {
    this.root.hidden = split === undefined;
    if (split === undefined) return;
    this.split = split;
    this.root.style.left = `${split * 100}%`;
    this.root.setAttribute('aria-valuenow', String(Math.round(split * 100)));
  }

  private move(split: number): void {
    this.onMove(Math.min(1, Math.max(0, split)));
  }

  private onKey(event: KeyboardEvent): void {
    const places: Record<string, number> = {
      ArrowLeft: this.split - step,
      ArrowDown: this.split - step,
      ArrowRight: this.split + step,
      ArrowUp: this.split + step,
      Home: 0,
      End: 1,
    };
    if (!(event.key in places)) return;
    this.move(places[event.key]);
    event.preventDefault();
  }
}
