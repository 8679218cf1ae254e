import { type Tile, tilesOf } from '../../image/tiles';
import { receptiveRadius } from '../../network/layout';
import { blocksOf, inferenceAtlas } from './atlas';
import type { WebglContext } from './context';
import { CropTexture } from './cropTexture';
import { ForwardPass } from './forwardPass';
import { Geometry } from './geometry';
import { draw } from './pass';
import type { Programs } from './program';
import type { Scope } from './scope';

/** Largest side in pixels that goes through in one piece: a tile of 256 and its margins. */
const largestSide = 256 + 2 * receptiveRadius;
const blockPixels = 4;

/** f(tile) for tiles of any size, in pieces where they are large. Its textures are as large as the largest piece. */
export class Inference {
  private readonly context: WebglContext;
  private readonly geometry: Geometry;
  private readonly forward: ForwardPass;
  private readonly source: CropTexture;
  /** One layer as it is read back. */
  private readonly texels = new Float32Array(blocksOf(largestSide) ** 2 * 4);

  constructor(
    scope: Scope,
    private readonly programs: Programs,
    private readonly channels: number,
  ) {
    const layout = inferenceAtlas(largestSide, largestSide, largestSide);
    this.context = scope.context;
    this.geometry = new Geometry(scope, layout, channels);
    this.forward = new ForwardPass(scope, programs, layout, this.geometry);
    this.source = new CropTexture(scope, 'crops', largestSide, largestSide, channels, 1);
  }

  /**
   * @param tile [height][width][channel]
   * @param bindParameters makes the draws that follow read the network; other work may come between two pieces
   * @throws ContextLostError
   */
  async run(tile: Float32Array, height: number, width: number, bindParameters: () => void): Promise<Float32Array> {
    const result = new Float32Array(tile.length);
    const side = Math.max(height, width) <= largestSide ? largestSide : largestSide - 2 * receptiveRadius;
    for (const piece of tilesOf(width, height, side, receptiveRadius)) {
      bindParameters();
      this.start(cut(tile, width, this.channels, piece), piece.outerHeight, piece.outerWidth);
      await this.context.finished();
      this.collect(piece, result, width);
    }
    return result;
  }

  private start(image: Float32Array, height: number, width: number): void {
    // What an earlier, larger piece left beyond this one's edges must be zero again: it is this one's padding.
    this.forward.images.clear();
    this.forward.hidden1.clear();
    this.geometry.setLayout(inferenceAtlas(height, width, largestSide));
    this.geometry.bind();
    this.source.uploadImage(image, height, width);
    this.forward.bindSamplers();
    this.programs.setStep('place', 0);
    for (const pass of this.forward.passes) draw(this.context, pass);
  }

  /** Writes the piece without its margins to its place in the result. */
  private collect(piece: Tile, result: Float32Array, resultWidth: number): void {
    const { texels, channels } = this;
    const columns = blocksOf(piece.outerWidth);
    const rows = blocksOf(piece.outerHeight);
    const firstRow = piece.top - piece.outerTop;
    const firstColumn = piece.left - piece.outerLeft;
    for (let layer = 0; layer < blockPixels; layer++) {
      this.forward.denoised.read(layer, 1, 1, columns, rows, texels);
      const layerRow = layer >> 1;
      const layerColumn = layer & 1;
      for (let y = firstRow + ((firstRow + layerRow) & 1); y < firstRow + piece.height; y += 2) {
        for (let x = firstColumn + ((firstColumn + layerColumn) & 1); x < firstColumn + piece.width; x += 2) {
          const from = ((y >> 1) * columns + (x >> 1)) * 4;
          const to = ((piece.outerTop + y) * resultWidth + piece.outerLeft + x) * channels;
          for (let c = 0; c < channels; c++) result[to + c] = texels[from + c];
        }
      }
    }
  }
}

/** The piece with its margins as an image of its own. */
function cut(tile: Float32Array, tileWidth: number, channels: number, piece: Tile): Float32Array {
  const { outerTop, outerLeft, outerHeight, outerWidth } = piece;
  if (outerWidth === tileWidth && outerHeight * outerWidth * channels === tile.length) return tile;
  const rowFloats = outerWidth * channels;
  const image = new Float32Array(outerHeight * rowFloats);
  for (let y = 0; y < outerHeight; y++) {
    const from = ((outerTop + y) * tileWidth + outerLeft) * channels;
    image.set(tile.subarray(from, from + rowFloats), y * rowFloats);
  }
  return image;
}
