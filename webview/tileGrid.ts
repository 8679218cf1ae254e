/** A width and a height, in whatever unit the context has. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of pixels, its left upper corner first. */
export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

/** Pixels along a tile's side; those at the right and lower edge of a page are smaller. */
export const tileSide = 512;

/** The size of a page at 1/2^level. */
export function levelSize({ width, height }: Size, level: number): Size {
  return { width: Math.ceil(width / 2 ** level), height: Math.ceil(height / 2 ** level) };
}

/** The coarsest level there is: the first at which the whole page is one tile. */
export function coarsestLevel({ width, height }: Size): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / tileSide)));
}

/** The coarsest level that still has a pixel for each pixel of the screen, `scale` screen pixels to one of the page. */
export function levelFor(scale: number, page: Size): number {
  const wanted = Math.floor(Math.log2(1 / scale) + 1e-9);
  return Math.min(Math.max(0, wanted), coarsestLevel(page));
}

/** The pixels of a level that a tile shows. */
export function tileArea(page: Size, level: number, column: number, row: number): Area {
  const { width, height } = levelSize(page, level);
  const x = column * tileSide;
  const y = row * tileSide;
  return { x, y, width: Math.min(tileSide, width - x), height: Math.min(tileSide, height - y) };
}

/** The columns and rows of the tiles of a level that show some of an area of the page, in its own pixels. */
export function tilesOver(page: Size, level: number, { x, y, width, height }: Area): { column: number; row: number }[] {
  const side = tileSide * 2 ** level;
  const size = levelSize(page, level);
  const first = (at: number) => Math.max(0, Math.floor(at / side));
  const last = (end: number, length: number) => Math.min(Math.ceil(end / side), Math.ceil(length / tileSide)) - 1;
  const tiles = [];
  for (let row = first(y); row <= last(y + height, size.height); row++) {
    for (let column = first(x); column <= last(x + width, size.width); column++) tiles.push({ column, row });
  }
  return tiles;
}
