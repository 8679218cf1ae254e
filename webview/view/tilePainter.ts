import type { Layer } from '../../src/shared/viewing';
import { type Area, coarsestLevel, levelFor, type Size, tileArea, tileSide, tilesOver } from '../tileGrid';
import type { TileSource } from './tileSource';
import { pixelatedFrom, type Viewport } from './viewport';

/** One picture on the canvas; lengths in CSS pixels. */
export interface PaintedPicture {
  readonly layer: Layer;
  readonly page: number;
  /** The page's own size in pixels. */
  readonly size: Size;
  /** Where the page lies on the canvas. */
  readonly viewport: Viewport;
  /** The part of the canvas that it may cover. */
  readonly clip: Area;
}

/** The part of the page inside the clip, in its own pixels. */
export function visibleArea({ size, viewport, clip }: Omit<PaintedPicture, 'layer' | 'page'>): Area {
  const { scale, left, top } = viewport;
  const x = Math.max(0, (clip.x - left) / scale);
  const y = Math.max(0, (clip.y - top) / scale);
  return {
    x,
    y,
    width: Math.max(0, Math.min(size.width, (clip.x + clip.width - left) / scale) - x),
    height: Math.max(0, Math.min(size.height, (clip.y + clip.height - top) / scale) - y),
  };
}

/**
 * Draws the tiles that are in sight; where one is not there yet, the finest coarser one that is. The canvas is clipped
 * already and measures in its own pixels, `ratio` to a CSS pixel.
 */
export function paintTiles(
  context: CanvasRenderingContext2D,
  source: TileSource,
  picture: PaintedPicture,
  ratio: number,
): void {
  const { layer, page, size, viewport } = picture;
  const seen = visibleArea(picture);
  if (seen.width <= 0 || seen.height <= 0) return;
  const coarsest = coarsestLevel(size);
  const level = levelFor(viewport.scale * ratio, size);
  context.imageSmoothingEnabled = viewport.scale < pixelatedFrom;
  // the whole page in one tile comes first and stays: there is never nothing to show
  source.get({ layer, page, level: coarsest, column: 0, row: 0 }, 0);
  for (const { column, row } of tilesOver(size, level, seen)) {
    const address = { layer, page, level, column, row };
    const area = tileArea(size, level, column, row);
    const to = placeOnCanvas(area, level, picture, ratio);
    const own = source.get(address, distance(area, level, seen));
    if (own) context.drawImage(own, to.x, to.y, to.width, to.height);
    else paintCoarser(context, source, address, area, coarsest, to);
  }
}

/** Draws the part of a coarser tile that covers the area. */
function paintCoarser(
  context: CanvasRenderingContext2D,
  source: TileSource,
  address: { layer: Layer; page: number; level: number; column: number; row: number },
  area: Area,
  coarsest: number,
  to: Area,
): void {
  for (let up = 1; address.level + up <= coarsest; up++) {
    const column = address.column >> up;
    const row = address.row >> up;
    const tile = source.peek({ ...address, level: address.level + up, column, row });
    if (!tile) continue;
    const x = area.x / 2 ** up - column * tileSide;
    const y = area.y / 2 ** up - row * tileSide;
    const width = Math.min(tile.width - x, area.width / 2 ** up);
    const height = Math.min(tile.height - y, area.height / 2 ** up);
    context.drawImage(tile, x, y, width, height, to.x, to.y, to.width, to.height);
    return;
  }
}

/** Where the pixels of a level lie on the canvas, on whole pixels of it, so that no seam shows between tiles. */
export function placeOnCanvas(area: Area, level: number, { size, viewport }: PaintedPicture, ratio: number): Area {
  const along = (offset: number, from: number, count: number, length: number): [number, number] => {
    const at = (pixel: number) => Math.round((offset + Math.min(length, pixel * 2 ** level) * viewport.scale) * ratio);
    return [at(from), at(from + count) - at(from)];
  };
  const [x, width] = along(viewport.left, area.x, area.width, size.width);
  const [y, height] = along(viewport.top, area.y, area.height, size.height);
  return { x, y, width, height };
}

/** How far a tile is from the middle of what is seen; tiles in the middle come first. */
function distance(area: Area, level: number, seen: Area): number {
  const scale = 2 ** level;
  const dx = (area.x + area.width / 2) * scale - (seen.x + seen.width / 2);
  const dy = (area.y + area.height / 2) * scale - (seen.y + seen.height / 2);
  return 1 + Math.hypot(dx, dy);
}
