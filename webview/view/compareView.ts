import type { DisplayMapping, Layer, PageShape, ViewMode } from '../../src/shared/viewing';
import { element } from '../dom';
import type { Area, Size } from '../tileGrid';
import { paintCheckerboard, paintCursor, paintPixelGrid } from './backdrop';
import { type CanvasColors, onThemeChange, readCanvasColors } from './canvasColors';
import { Divider } from './divider';
import { listenToGestures } from './gestures';
import { effectiveMode, type ModeState, type Pane, panesOf } from './modes';
import { type PaintedPicture, paintTiles, visibleArea } from './tilePainter';
import type { TileSource } from './tileSource';
import { centred, centredOn, centreOf, fitted, kept, nextZoom, type Viewport, zoomedAt } from './viewport';

export interface CompareViewLabels {
  readonly picture: string;
  readonly keys: string;
  readonly divider: string;
}

/** A pixel of the page, from 0. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Where one looks: the zoom is the whole picture's or a scale about a point, in shares of its sides. */
export interface Outlook {
  readonly mode: ViewMode;
  readonly split: number;
  readonly zoom: 'fit' | { readonly scale: number; readonly x: number; readonly y: number };
}

/** Something that lies over the tiles of the result, and over the original too if it says so. */
export interface ViewOverlay {
  readonly coversOriginal: boolean;
  paint(context: CanvasRenderingContext2D, picture: PaintedPicture, ratio: number): void;
}

export interface CompareViewEvents {
  /** Mode, zoom, centre or divider have changed. */
  moved(): void;
  /** The pointer came to another pixel, or left. */
  hovered(pixel: Pixel | undefined): void;
  /** The keyboard's cursor came to another pixel, or went. */
  cursorMoved(pixel: Pixel | undefined): void;
  /** The panes have changed their places or what they show. */
  arranged(panes: readonly Pane[]): void;
}

/** Draws the original and the result in one of the modes, and lets one move about in them. */
export class CompareView {
  readonly root: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  private readonly divider: Divider;
  private shape: PageShape | undefined;
  private state: ModeState = { mode: 'split', split: 0.5, hasResult: false, isPeeking: false };
  private viewport: Viewport = { scale: 1, left: 0, top: 0 };
  private isFitted = true;
  private shownCursor: Pixel | undefined;
  private shownOverlay: ViewOverlay | undefined;
  private colors: CanvasColors = readCanvasColors();
  /** The size of the frame that the viewport refers to. */
  private placedIn: Size = { width: 0, height: 0 };
  private frame = 0;

  constructor(
    labels: CompareViewLabels,
    private readonly tiles: TileSource,
    private readonly on: CompareViewEvents,
  ) {
    this.canvas = element('canvas', {
      role: 'application',
      'aria-label': labels.picture,
      'aria-description': labels.keys,
      tabindex: '0',
    });
    this.divider = new Divider(labels.divider, (split) => this.change({ split }));
    this.root = element('main', { class: 'view' }, this.canvas, this.divider.root);
    listenToGestures(this.canvas, {
      panBy: (dx, dy) => this.panBy(dx, dy),
      zoomBy: (factor, x, y) => this.zoomAt(this.scale * factor, this.inFrame(x, y)),
      hover: (point) => this.on.hovered(point && this.pixelAt(point.x, point.y)),
    });
    new ResizeObserver(() => this.layOut()).observe(this.root);
    onThemeChange(() => {
      this.colors = readCanvasColors();
      this.draw();
    });
  }

  get page(): PageShape | undefined {
    return this.shape;
  }

  set overlay(overlay: ViewOverlay | undefined) {
    this.shownOverlay = overlay;
    this.draw();
  }

  /** The point of the page, in its pixels, under a point of the view; it may lie beside the page. */
  pagePoint(x: number, y: number): Pixel {
    const { scale, left, top } = this.viewport;
    const at = this.inFrame(x, y);
    return { x: (at.x - left) / scale, y: (at.y - top) / scale };
  }

  /** Where an area of the page lies in the view; of two panes in that of the result. */
  viewArea({ x, y, width, height }: Area): Area {
    const { scale, left, top } = this.viewport;
    const { frame } = this.panes[this.panes.length - 1];
    return {
      x: frame.x + left + x * scale,
      y: frame.y + top + y * scale,
      width: width * scale,
      height: height * scale,
    };
  }

  get scale(): number {
    return this.viewport.scale;
  }

  get mode(): ViewMode {
    return this.state.mode;
  }

  get outlook(): Outlook {
    const { shape, viewport } = this;
    const { mode, split } = this.state;
    if (this.isFitted || !shape) return { mode, split, zoom: 'fit' };
    return { mode, split, zoom: { scale: viewport.scale, ...centreOf(viewport, shape, this.frameSize) } };
  }

  set outlook({ mode, split, zoom }: Outlook) {
    this.isFitted = zoom === 'fit';
    this.change({ mode, split });
    if (zoom !== 'fit' && this.shape) this.place(centredOn(zoom, this.shape, this.frameSize, zoom.scale));
  }

  /** The part of the page that is in sight, in its pixels; undefined before there is one. */
  get visibleArea(): Area | undefined {
    const [pane] = this.panes;
    return this.shape && visibleArea(this.picture(this.shape, { ...pane, clip: pane.frame }));
  }

  /** Shows a page; where it has the size of the one before, the same part of it. */
  showPage(shape: PageShape): void {
    const changed = shape.width !== this.shape?.width || shape.height !== this.shape?.height;
    this.shape = shape;
    if (changed) this.isFitted = true;
    this.cursor = undefined;
    this.prefetch('before');
    this.layOut();
  }

  get hasResult(): boolean {
    return this.state.hasResult;
  }

  set hasResult(hasResult: boolean) {
    if (hasResult) this.prefetch('after');
    this.change({ hasResult });
  }

  setMode(mode: ViewMode): void {
    this.change({ mode });
  }

  /** Shows the original alone for as long as this is true. */
  set isPeeking(isPeeking: boolean) {
    if (isPeeking !== this.state.isPeeking) this.change({ isPeeking });
  }

  get cursor(): Pixel | undefined {
    return this.shownCursor;
  }

  /** The pixel that the keyboard looks at. */
  set cursor(pixel: Pixel | undefined) {
    this.shownCursor = pixel;
    this.on.cursorMoved(pixel);
    this.draw();
  }

  /** Moves the keyboard's cursor, from the middle of the view at first, and keeps it in sight. */
  moveCursor(dx: number, dy: number): void {
    const { shape, visibleArea: seen } = this;
    if (!shape || !seen) return;
    const from = this.cursor ?? { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
    const within = (at: number, length: number) => Math.min(length - 1, Math.max(0, Math.floor(at)));
    this.cursor = { x: within(from.x + dx, shape.width), y: within(from.y + dy, shape.height) };
    this.bringIntoSight(this.cursor);
  }

  setMapping(layer: Layer, mapping: DisplayMapping): void {
    this.tiles.setMapping(layer, mapping);
    this.draw();
  }

  fit(): void {
    this.isFitted = true;
    this.layOut();
  }

  zoomStep(direction: 1 | -1): void {
    const { width, height } = this.frameSize;
    this.zoomAt(nextZoom(this.scale, direction), { x: width / 2, y: height / 2 });
  }

  actualSize(): void {
    if (!this.shape) return;
    this.isFitted = false;
    this.place(centred(this.shape, this.frameSize, 1));
  }

  panBy(dx: number, dy: number): void {
    this.isFitted = false;
    const { scale, left, top } = this.viewport;
    this.place({ scale, left: left + dx, top: top + dy });
  }

  /** Pans by shares of what is in sight. */
  panByViews(dx: number, dy: number): void {
    const { width, height } = this.frameSize;
    this.panBy(-dx * width, -dy * height);
  }

  draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private get size(): Size {
    return { width: this.root.clientWidth, height: this.root.clientHeight };
  }

  private get panes(): Pane[] {
    return panesOf(this.state, this.size);
  }

  private get frameSize(): Size {
    return this.panes[0].frame;
  }

  private change(change: Partial<ModeState>): void {
    this.state = { ...this.state, ...change };
    this.layOut();
  }

  private zoomAt(scale: number, { x, y }: Pixel): void {
    this.isFitted = false;
    this.place(zoomedAt(this.viewport, scale, x, y));
  }

  private layOut(): void {
    this.arrange();
    if (!this.shape) return;
    this.place(this.isFitted ? fitted(this.shape, this.frameSize) : this.recentred(this.shape));
  }

  /** In a frame of another size what was in the middle stays there. */
  private recentred(shape: PageShape): Viewport {
    const { viewport, placedIn, frameSize } = this;
    if (placedIn.width === frameSize.width && placedIn.height === frameSize.height) return viewport;
    return centredOn(centreOf(viewport, shape, placedIn), shape, frameSize, viewport.scale);
  }

  private arrange(): void {
    const isSplit = effectiveMode(this.state) === 'split' && !this.state.isPeeking;
    this.divider.show(isSplit ? this.state.split : undefined);
    this.on.arranged(this.panes);
  }

  private place(viewport: Viewport): void {
    if (!this.shape) return;
    this.placedIn = this.frameSize;
    this.viewport = kept(viewport, this.shape, this.placedIn);
    this.on.moved();
    this.draw();
  }

  private bringIntoSight({ x, y }: Pixel): void {
    const { scale, left, top } = this.viewport;
    const along = (offset: number, at: number, room: number) => {
      const start = offset + at * scale;
      return start < 0 ? -start : Math.min(0, room - start - scale);
    };
    const { width, height } = this.frameSize;
    const dx = along(left, x, width);
    const dy = along(top, y, height);
    if (dx !== 0 || dy !== 0) this.panBy(dx, dy);
  }

  /** Asks for the whole page at once, before any frame: a hidden editor gets none. */
  private prefetch(layer: Layer): void {
    if (!this.shape) return;
    this.tiles.prefetch(layer, this.shape);
  }

  private paint(): void {
    const { width, height } = this.size;
    const ratio = window.devicePixelRatio;
    const columns = Math.round(width * ratio);
    const rows = Math.round(height * ratio);
    // a hidden editor has no size
    if (columns === 0 || rows === 0) return;
    // a new size would clear it and take its memory anew
    if (this.canvas.width !== columns) this.canvas.width = columns;
    if (this.canvas.height !== rows) this.canvas.height = rows;
    const context = this.canvas.getContext('2d');
    if (!context || !this.shape) return;
    context.clearRect(0, 0, columns, rows);
    for (const pane of this.panes) this.paintPane(context, this.picture(this.shape, pane), ratio);
    this.tiles.fetchWanted();
  }

  private paintPane(context: CanvasRenderingContext2D, picture: PaintedPicture, ratio: number): void {
    const { clip, viewport, size } = picture;
    context.save();
    context.beginPath();
    context.rect(clip.x * ratio, clip.y * ratio, clip.width * ratio, clip.height * ratio);
    context.clip();
    paintCheckerboard(context, onCanvas(viewport, size, ratio), this.colors, ratio);
    paintTiles(context, this.tiles, picture, ratio);
    if (this.isCovered(picture.layer)) this.shownOverlay?.paint(context, picture, ratio);
    paintPixelGrid(context, visibleArea(picture), viewport, this.colors, ratio);
    if (this.cursor) paintCursor(context, this.cursor, viewport, this.colors, ratio);
    context.restore();
  }

  private isCovered(layer: Layer): boolean {
    if (this.state.isPeeking) return false;
    return layer === 'after' || (this.shownOverlay?.coversOriginal === true && this.state.mode !== 'side');
  }

  private picture(size: PageShape, { layer, frame, clip }: Pane): PaintedPicture {
    const { scale, left, top } = this.viewport;
    return { layer, page: size.page, size, viewport: { scale, left: left + frame.x, top: top + frame.y }, clip };
  }

  /** A point of the view as one of the pane below it. */
  private inFrame(x: number, y: number): Pixel {
    const { frame } = this.panes.findLast((pane) => x >= pane.frame.x && y >= pane.frame.y) ?? this.panes[0];
    return { x: x - frame.x, y: y - frame.y };
  }

  private pixelAt(x: number, y: number): Pixel | undefined {
    const { scale, left, top } = this.viewport;
    const at = this.inFrame(x, y);
    const pixel = { x: Math.floor((at.x - left) / scale), y: Math.floor((at.y - top) / scale) };
    const isInside =
      this.shape && pixel.x >= 0 && pixel.y >= 0 && pixel.x < this.shape.width && pixel.y < this.shape.height;
    return isInside ? pixel : undefined;
  }
}

/** The page's rectangle in the canvas's own pixels. */
function onCanvas({ scale, left, top }: Viewport, { width, height }: Size, ratio: number): Area {
  const x = Math.round(left * ratio);
  const y = Math.round(top * ratio);
  return {
    x,
    y,
    width: Math.round((left + width * scale) * ratio) - x,
    height: Math.round((top + height * scale) * ratio) - y,
  };
}
