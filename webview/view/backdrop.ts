import type { Area } from '../tileGrid';
import type { CanvasColors } from './canvasColors';
import { griddedFrom, type Viewport } from './viewport';

const squareSide = 8;
const squareStrength = 0.12;
const gridStrength = 0.3;

/** The chequerboard that shows through transparent pixels; `area` in the canvas's own pixels. */
export function paintCheckerboard(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Area,
  { background, foreground }: CanvasColors,
  ratio: number,
): void {
  const side = Math.round(squareSide * ratio);
  const tile = new OffscreenCanvas(2 * side, 2 * side);
  const paint = tile.getContext('2d');
  if (!paint) return;
  paint.fillStyle = background;
  paint.fillRect(0, 0, 2 * side, 2 * side);
  paint.globalAlpha = squareStrength;
  paint.fillStyle = foreground;
  paint.fillRect(0, 0, side, side);
  paint.fillRect(side, side, side, side);
  const pattern = context.createPattern(tile, 'repeat');
  if (!pattern) return;
  context.fillStyle = pattern;
  context.fillRect(x, y, width, height);
}

/** Thin lines between the pixels of a strongly enlarged picture; `seen` is the area in sight, in its pixels. */
export function paintPixelGrid(
  context: CanvasRenderingContext2D,
  seen: Area,
  { scale, left, top }: Viewport,
  { foreground }: CanvasColors,
  ratio: number,
): void {
  if (scale < griddedFrom) return;
  const x = (pixel: number) => Math.round((left + pixel * scale) * ratio);
  const y = (pixel: number) => Math.round((top + pixel * scale) * ratio);
  const firstColumn = Math.floor(seen.x);
  const firstRow = Math.floor(seen.y);
  const lastColumn = Math.ceil(seen.x + seen.width);
  const lastRow = Math.ceil(seen.y + seen.height);
  context.save();
  context.globalAlpha = gridStrength;
  context.fillStyle = foreground;
  for (let column = firstColumn; column <= lastColumn; column++) {
    context.fillRect(x(column), y(firstRow), 1, y(lastRow) - y(firstRow));
  }
  for (let row = firstRow; row <= lastRow; row++) {
    context.fillRect(x(firstColumn), y(row), x(lastColumn) - x(firstColumn), 1);
  }
  context.restore();
}

/** Frames the pixel that is looked at, in two colours so that it shows on any picture. */
export function paintCursor(
  context: CanvasRenderingContext2D,
  pixel: { x: number; y: number },
  { scale, left, top }: Viewport,
  { background, accent }: CanvasColors,
  ratio: number,
): void {
  const smallest = 7;
  const side = Math.max(smallest, scale) * ratio;
  const middle = (offset: number, at: number) => (offset + (at + 0.5) * scale) * ratio;
  const x = Math.round(middle(left, pixel.x) - side / 2);
  const y = Math.round(middle(top, pixel.y) - side / 2);
  context.lineWidth = 3 * ratio;
  context.strokeStyle = background;
  context.strokeRect(x, y, Math.round(side), Math.round(side));
  context.lineWidth = ratio;
  context.strokeStyle = accent;
  context.strokeRect(x, y, Math.round(side), Math.round(side));
}
