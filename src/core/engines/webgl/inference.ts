import { type Tile, tilesOf } from '../../image/tiles';
import { receptiveRadius } from '../../networks/zsN2n';
import type { WebglContext } from '../gpu/context';
import { blocksOf, inferenceAtlas } from './atlas';
import { CropTexture } from './cropTexture';
import { ForwardPass } from './forwardPass';
import { Geometry } from './geometry';
import { draw } from './pass';
import type { Programs } from './program';
import { Scope } from './scope';

/** Sides in pixels of the textures: tiles of 64, 128 or 256 and their margins. */
const sides = [64, 128, 256].map((side) => side + 2 * receptiveRadius);
const largestSide = sides[sides.length - 1];
const blockPixels = 4;

/** f(tile) for tiles of any size, in pieces where they are large. */
export class Inference {
  private textures: InferenceTextures | undefined;

  constructor(
    private readonly scope: Scope,
    private readonly programs: Programs,
    private readonly channels: number,
  ) {
    scope.onDispose(() => this.release());
  }

  /**
   * @param tile [height][width][channel]
   * @param bindParameters makes the draws that follow read the network; other work may come between two pieces
   * @throws DenoiseError `out-of-memory`, after which less memory is taken for a smaller tile, ContextLostError
   */
  async run(tile: Float32Array, height: number, width: number, bindParameters: () => void): Promise<Float32Array> {
    const result = new Float32Array(tile.length);
    const wanted = Math.max(height, width);
    const side = wanted <= largestSide ? wanted : largestSide - 2 * receptiveRadius;
    try {
      const textures = this.texturesFor(wanted);
      for (const piece of tilesOf(width, height, side, receptiveRadius)) {
        bindParameters();
        await textures.run(cut(tile, width, this.channels, piece), piece, result, width);
      }
    } catch (error) {
      this.release();
      throw error;
    }
    return result;
  }

  /** The ones at hand where they are large enough, else new ones. */
  private texturesFor(wanted: number): InferenceTextures {
    const side = sides.find((candidate) => candidate >= wanted) ?? largestSide;
    if (this.textures && this.textures.side >= side) return this.textures;
    this.release();
    const scope = new Scope(this.scope.context);
    try {
      this.textures = new InferenceTextures(scope, this.programs, this.channels, side);
    } catch (error) {
      scope.dispose();
      throw error;
    }
    return this.textures;
  }

  private release(): void {
    this.textures?.dispose();
    this.textures = undefined;
  }
}

/** The network over one image of at most `side` by `side` pixels. */
class InferenceTextures {
  private readonly context: WebglContext;
  private readonly geometry: Geometry;
  private readonly forward: ForwardPass;
  private readonly source: CropTexture;
  /** One layer as it is read back. */
  private readonly texels: Float32Array;

  constructor(
    private readonly scope: Scope,
    private readonly programs: Programs,
    private readonly channels: number,
    readonly side: number,
  ) {
    const layout = inferenceAtlas(side, side, side);
    this.context = scope.context;
    this.geometry = new Geometry(scope, layout, channels);
    this.forward = new ForwardPass(scope, programs, layout, this.geometry);
    this.source = new CropTexture(scope, 'crops', side, side, channels, 1);
    this.texels = new Float32Array(blocksOf(side) ** 2 * 4);
  }

  /** Writes f(image) without the piece's margins to its place in the result. */
  async run(image: Float32Array, piece: Tile, result: Float32Array, resultWidth: number): Promise<void> {
    this.start(image, piece.outerHeight, piece.outerWidth);
    await this.context.finished();
    this.collect(piece, result, resultWidth);
  }

  dispose(): void {
    this.scope.dispose();
  }

  private start(image: Float32Array, height: number, width: number): void {
    // What an earlier, larger piece left beyond this one's edges must be zero again: it is this one's padding.
    this.forward.images.clear();
    this.forward.hidden1.clear();
    this.geometry.setLayout(inferenceAtlas(height, width, this.side));
    this.geometry.bind();
    this.source.uploadImage(image, height, width);
    this.forward.bindSamplers();
    this.programs.setStep('place', 0);
    for (const pass of this.forward.passes) draw(this.context, pass);
  }

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
