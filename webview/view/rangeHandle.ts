import { element } from '../dom';
import { dragging } from './gestures';
import { sampleText } from './inspector';

/** Steps of the arrow keys across the range; with Shift ten at once. */
const keySteps = 256;

/** A mark below the histogram that can be dragged, or moved with the arrow keys, to the value it stands for. */
export class RangeHandle {
  readonly root: HTMLElement;
  private from = 0;
  private to = 1;
  private value = 0;

  constructor(
    kind: 'black' | 'white',
    label: string,
    private readonly onMove: (value: number) => void,
  ) {
    this.root = element('div', { class: `handle ${kind}`, role: 'slider', tabindex: '0', 'aria-label': label });
    dragging(this.root, ({ clientX }) => {
      const track = this.root.parentElement?.getBoundingClientRect();
      if (track) this.move(this.from + ((clientX - track.left) / track.width) * (this.to - this.from));
    });
    this.root.addEventListener('keydown', (event) => this.onKey(event));
  }

  show(value: number, from: number, to: number): void {
    Object.assign(this, { value, from, to });
    const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
    this.root.style.left = `${share * 100}%`;
    this.root.setAttribute('aria-valuemin', String(from));
    this.root.setAttribute('aria-valuemax', String(to));
    this.root.setAttribute('aria-valuenow', String(value));
    this.root.setAttribute('aria-valuetext', sampleText(value));
  }

  private move(value: number): void {
    this.onMove(Math.min(this.to, Math.max(this.from, value)));
  }

  private onKey(event: KeyboardEvent): void {
    const step = ((this.to - this.from) / keySteps) * (event.shiftKey ? 10 : 1);
    const values: Record<string, number> = {
      ArrowLeft: this.value - step,
      ArrowDown: this.value - step,
      ArrowRight: this.value + step,
      ArrowUp: this.value + step,
      Home: this.from,
      End: this.to,
    };
    if (!(event.key in values)) return;
    this.move(values[event.key]);
    event.preventDefault();
  }
}
