/**
 * Where the images lie in a texture. A texel stands for a 2x2 block of pixels: its four layers hold the block's pixels,
 * layer 2 * row + column. So one shader invocation makes four neighbouring pixels, which share most of the texels that
 * a 3x3 filter reads, four render targets suffice (WebGL2's minimum), and a down-sampler's four inputs are one texel.
 *
 * Planes are apart by at least one block that no draw ever touches. It stays zero, which is the zero padding.
 */

/** The image itself, or one of its two halves D1 and D2. */
export const PlaneKind = { full: 0, firstHalf: 1, secondHalf: 2 } as const;
export type PlaneKind = (typeof PlaneKind)[keyof typeof PlaneKind];

/** One image in the atlas. */
export interface Plane {
  /** Position in blocks. */
  readonly x: number;
  readonly y: number;
  /** Size in pixels; odd sizes leave part of the last blocks zero. */
  readonly height: number;
  readonly width: number;
  readonly kind: PlaneKind;
  /** Index in the batch. */
  readonly crop: number;
}

/** A rectangle of a plane, small enough to be summed up by one shader invocation. In blocks, ends exclusive. */
export interface Segment {
  readonly plane: Plane;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface AtlasLayout {
  /** Size in blocks, the empty border included. */
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Plane[];
  readonly segments: readonly Segment[];
  /** From a crop's full plane to its halves, in blocks. */
  readonly firstHalfOffset: readonly [x: number, y: number];
  readonly secondHalfOffset: readonly [x: number, y: number];
}

/**
 * In blocks. An invocation waits for memory in each turn of its loop: small segments keep the loop short, while each
 * costs the next stage another fetch. Large atlases have about `mostSegments`.
 */
const smallestSegment = 16;
const mostSegments = 64;

export const blocksOf = (pixels: number) => Math.ceil(pixels / 2);

/** Each crop as y with D1 and D2, one above the other, to its right; crops in a grid about as wide as high. */
export function trainingAtlas(cropHeight: number, cropWidth: number, batch: number): AtlasLayout {
  const fullHeight = blocksOf(cropHeight);
  const fullWidth = blocksOf(cropWidth);
  const halfHeight = blocksOf(fullHeight);
  const halfWidth = blocksOf(fullWidth);
  const firstHalfOffset = [fullWidth + 1, 0] as const;
  const secondHalfOffset = [fullWidth + 1, halfHeight + 1] as const;
  const cellWidth = fullWidth + halfWidth + 2;
  const cellHeight = 2 * halfHeight + 2;
  const columns = Math.min(batch, Math.ceil(Math.sqrt((batch * cellHeight) / cellWidth)));
  const rows = Math.ceil(batch / columns);

  const planes: Plane[] = [];
  for (let crop = 0; crop < batch; crop++) {
    const x = 1 + (crop % columns) * cellWidth;
    const y = 1 + Math.floor(crop / columns) * cellHeight;
    const half = { height: fullHeight, width: fullWidth, crop };
    const [x1, y1] = firstHalfOffset;
    const [x2, y2] = secondHalfOffset;
    planes.push(
      { x, y, height: cropHeight, width: cropWidth, kind: PlaneKind.full, crop },
      { ...half, x: x + x1, y: y + y1, kind: PlaneKind.firstHalf },
      { ...half, x: x + x2, y: y + y2, kind: PlaneKind.secondHalf },
    );
  }
  return {
    width: columns * cellWidth + 1,
    height: rows * cellHeight + 1,
    planes,
    segments: segmentsOf(planes),
    firstHalfOffset,
    secondHalfOffset,
  };
}

/** One plane in an atlas that has room for `side` by `side` pixels. */
export function inferenceAtlas(height: number, width: number, side: number): AtlasLayout {
  return {
    width: blocksOf(side) + 2,
    height: blocksOf(side) + 2,
    planes: [{ x: 1, y: 1, height, width, kind: PlaneKind.full, crop: 0 }],
    segments: [],
    firstHalfOffset: [0, 0],
    secondHalfOffset: [0, 0],
  };
}

function segmentsOf(planes: readonly Plane[]): Segment[] {
  const blocks = planes.reduce((sum, { height, width }) => sum + blocksOf(height) * blocksOf(width), 0);
  const size = Math.max(smallestSegment, blocks / mostSegments);
  return planes.flatMap((plane) => {
    const height = blocksOf(plane.height);
    const width = blocksOf(plane.width);
    const bands = Math.min(height, Math.ceil((height * width) / size));
    return Array.from({ length: bands }, (_, band) => ({
      plane,
      left: plane.x,
      right: plane.x + width,
      top: plane.y + Math.floor((band * height) / bands),
      bottom: plane.y + Math.floor(((band + 1) * height) / bands),
    }));
  });
}
