import type { Picture, ViewMode } from '../../src/shared/protocol';
import { element } from '../dom';
import { centred, fitted, kept, nextZoom, pixelatedFrom, type Size, type Viewport, zoomedAt } from './viewport';

export interface ImageViewLabels {
  readonly picture: string;
  readonly divider: string;
}

const wheelZoomRate = 0.0075;
const arrowPan = 40;
const dividerStep = 0.02;

/** Draws the picture before and after: pan, zoom, and a divider that can be dragged. */
export class ImageView {
  readonly root: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly divider: HTMLElement;
  private before: OffscreenCanvas | undefined;
  private after: OffscreenCanvas | undefined;
  private viewport: Viewport = { scale: 1, left: 0, top: 0 };
  private isFitted = true;
  private mode: ViewMode = 'split';
  private split = 0.5;
  private frame = 0;

  constructor(
    labels: ImageViewLabels,
    private readonly onZoom: (scale: number) => void,
  ) {
    this.canvas = element('canvas', { role: 'img', 'aria-label': labels.picture, tabindex: '0' });
    this.divider = element('div', {
      class: 'divider',
      role: 'slider',
      tabindex: '0',
      'aria-label': labels.divider,
      'aria-valuemin': '0',
      'aria-valuemax': '100',
    });
    this.root = element('div', { class: 'view' }, this.canvas, this.divider);
    this.listen();
    new ResizeObserver(() => this.layOut()).observe(this.root);
  }

  get scale(): number {
    return this.viewport.scale;
  }

  /** Shows another file's picture; forgets the result of the one before. */
  setBefore(picture: Picture): void {
    const changed = picture.width !== this.before?.width || picture.height !== this.before?.height;
    this.before = canvasOf(picture);
    this.after = undefined;
    if (changed) this.isFitted = true;
    this.layOut();
  }

  setAfter(picture: Picture | undefined): void {
    this.after = picture && canvasOf(picture);
    this.draw();
  }

  /** The result as it is shown: 8 bits a channel, PNG; undefined while there is none. */
  async resultPng(): Promise<Blob | undefined> {
    return this.after?.convertToBlob({ type: 'image/png' });
  }

  setMode(mode: ViewMode): void {
    this.mode = mode;
    this.draw();
  }

  fit(): void {
    this.isFitted = true;
    this.layOut();
  }

  /** Zooms about the middle of the view. */
  zoomTo(scale: number): void {
    const { width, height } = this.size;
    this.zoomAt(scale, width / 2, height / 2);
  }

  zoomStep(direction: 1 | -1): void {
    this.zoomTo(nextZoom(this.scale, direction));
  }

  actualSize(): void {
    if (!this.before) return;
    this.isFitted = false;
    this.place(centred(this.before, this.size, 1));
  }

  private get size(): Size {
    return { width: this.root.clientWidth, height: this.root.clientHeight };
  }

  private zoomAt(scale: number, x: number, y: number): void {
    this.isFitted = false;
    this.place(zoomedAt(this.viewport, scale, x, y));
  }

  private panBy(dx: number, dy: number): void {
    this.isFitted = false;
    const { scale, left, top } = this.viewport;
    this.place({ scale, left: left + dx, top: top + dy });
  }

  private layOut(): void {
    if (!this.before) return;
    this.place(this.isFitted ? fitted(this.before, this.size) : this.viewport);
  }

  private place(viewport: Viewport): void {
    if (!this.before) return;
    this.viewport = kept(viewport, this.before, this.size);
    this.onZoom(this.viewport.scale);
    this.draw();
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    const { width, height } = this.size;
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext('2d');
    if (!context || !this.before) return;
    const { scale, left, top } = this.viewport;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
    context.imageSmoothingEnabled = scale < pixelatedFrom;
    const showsBoth = this.mode === 'split' && this.after !== undefined;
    if (showsBoth) {
      const edge = (this.split * width - left) / scale;
      drawPart(context, this.before, Number.NEGATIVE_INFINITY, edge);
      drawPart(context, this.after, edge, Number.POSITIVE_INFINITY);
    } else {
      context.drawImage((this.mode === 'before' ? undefined : this.after) ?? this.before, 0, 0);
    }
    this.divider.hidden = !showsBoth;
    this.divider.style.left = `${this.split * width}px`;
    this.divider.setAttribute('aria-valuenow', String(Math.round(this.split * 100)));
  }

  private moveDivider(split: number): void {
    this.split = Math.min(1, Math.max(0, split));
    this.draw();
  }

  private listen(): void {
    this.canvas.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    dragging(this.canvas, (dx, dy) => this.panBy(dx, dy));
    dragging(this.divider, (dx) => this.moveDivider(this.split + dx / this.size.width));
    this.canvas.addEventListener('keydown', (event) => this.onCanvasKey(event));
    this.divider.addEventListener('keydown', (event) => {
      const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
      if (direction !== 0) this.moveDivider(this.split + direction * dividerStep);
    });
  }

  /** Ctrl or Cmd with the wheel, and the pinch gesture that arrives as such, zoom; the bare wheel pans. */
  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.zoomAt(this.scale * Math.exp(-event.deltaY * wheelZoomRate), event.offsetX, event.offsetY);
    } else {
      this.panBy(-event.deltaX, -event.deltaY);
    }
  }

  private onCanvasKey(event: KeyboardEvent): void {
    // with these, keys are VS Code's
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pans: Record<string, [number, number]> = {
      ArrowLeft: [arrowPan, 0],
      ArrowRight: [-arrowPan, 0],
      ArrowUp: [0, arrowPan],
      ArrowDown: [0, -arrowPan],
    };
    const pan = pans[event.key];
    if (pan) this.panBy(...pan);
    else if (event.key === '+' || event.key === '=') this.zoomStep(1);
    else if (event.key === '-') this.zoomStep(-1);
    else if (event.key === '0') this.fit();
    else if (event.key === '1') this.actualSize();
    else return;
    event.preventDefault();
  }
}

function canvasOf({ width, height, pixels }: Picture): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

/** Draws the columns from `from` to `to` of a picture, in its own pixels. */
function drawPart(
  context: CanvasRenderingContext2D,
  picture: OffscreenCanvas | undefined,
  from: number,
  to: number,
): void {
  if (!picture) return;
  const left = Math.max(0, from);
  const right = Math.min(picture.width, to);
  if (right <= left) return;
  context.drawImage(picture, left, 0, right - left, picture.height, left, 0, right - left, picture.height);
}

/** Calls back with each movement while the pointer is held down on the target. */
function dragging(target: HTMLElement, onMove: (dx: number, dy: number) => void): void {
  target.addEventListener('pointerdown', (event) => target.setPointerCapture(event.pointerId));
  target.addEventListener('pointermove', (event) => {
    if (target.hasPointerCapture(event.pointerId)) onMove(event.movementX, event.movementY);
  });
}
