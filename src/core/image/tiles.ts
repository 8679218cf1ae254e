/** A part of an image, with the margin that must be read around it for its result to be exact. */
export interface Tile {
  /** The pixels to write. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The pixels to read: the tile and its margin, cut off at the image's edges. */
  readonly outerLeft: number;
  readonly outerTop: number;
  readonly outerWidth: number;
  readonly outerHeight: number;
}

/**
 * Cuts an image into tiles of at most `side` pixels with `margin` pixels read around each. Margins end at the image's
 * edges, so that zero padding happens there and nowhere else: the tiled result equals the whole image's.
 */
export function* tilesOf(width: number, height: number, side: number, margin: number): Generator<Tile> {
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const tileWidth = Math.min(side, width - left);
      const tileHeight = Math.min(side, height - top);
      const outerLeft = Math.max(0, left - margin);
      const outerTop = Math.max(0, top - margin);
      yield {
        left,
        top,
        width: tileWidth,
        height: tileHeight,
        outerLeft,
        outerTop,
        outerWidth: Math.min(width, left + tileWidth + margin) - outerLeft,
        outerHeight: Math.min(height, top + tileHeight + margin) - outerTop,
      };
    }
  }
}

export function tileCount(width: number, height: number, side: number): number {
  return Math.ceil(width / side) * Math.ceil(height / side);
}
