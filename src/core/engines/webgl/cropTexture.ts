import type { WebglContext } from '../gpu/context';
import { bindSampler, type SamplerName } from './program';
import { createTextureArray } from './renderTarget';
import type { Scope } from './scope';

const mostBytes = 16 * 2 ** 20;
/** WebGL2 guarantees this many layers. */
const mostLayers = 256;

/** Images of the next steps on the GPU: one layer for each step. */
export class CropTexture {
  private readonly context: WebglContext;
  private readonly texture: WebGLTexture;
  /** Steps it has room for. */
  readonly steps: number;
  private readonly format: number;

  /** @throws DenoiseError `out-of-memory` when a step does not fit */
  constructor(
    scope: Scope,
    private readonly sampler: SamplerName,
    private readonly width: number,
    private readonly height: number,
    channels: number,
    wantedSteps: number,
  ) {
    const { gl } = scope;
    this.context = scope.context;
    const stepBytes = width * height * channels * Float32Array.BYTES_PER_ELEMENT;
    this.steps = Math.max(1, Math.min(wantedSteps, mostLayers, Math.floor(mostBytes / stepBytes)));
    const formats = [
      [gl.RED, gl.R32F],
      [gl.RG, gl.RG32F],
      [gl.RGB, gl.RGB32F],
      [gl.RGBA, gl.RGBA32F],
    ];
    const [format, storage] = formats[channels - 1];
    this.format = format;
    this.texture = createTextureArray(scope, storage, width, height, this.steps);
  }

  /** Replaces the first `steps` layers: [step][height][width][channel]. */
  upload(values: Float32Array, steps: number): void {
    this.uploadRegion(values, this.width, this.height, steps);
  }

  /** Replaces the top left corner of the first layer: [height][width][channel]. */
  uploadImage(values: Float32Array, height: number, width: number): void {
    this.uploadRegion(values, width, height, 1);
  }

  bind(): void {
    bindSampler(this.context, this.sampler, this.texture);
  }

  private uploadRegion(values: Float32Array, width: number, height: number, depth: number): void {
    const { gl } = this.context;
    this.bind();
    gl.texSubImage3D(
      gl.TEXTURE_2D_ARRAY,
      ...([0, 0, 0, 0, width, height, depth] as const),
      this.format,
      gl.FLOAT,
      values,
    );
  }
}
