import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { WebglContext } from '../gpu/context';
import { outOfMemory } from '../gpu/outOfMemory';
import type { Scope } from './scope';

const zeros = new Float32Array(4);

/** A stack of RGBA32F layers of equal size, all of which a shader writes at once (`layout(location = layer)`). */
export class RenderTarget {
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
  private readonly context: WebglContext;

  /**
   * Its texels start at zero, as WebGL demands.
   * @throws DenoiseError `out-of-memory` when the GPU cannot hold it, ContextLostError
   */
  constructor(
    scope: Scope,
    readonly width: number,
    readonly height: number,
    readonly layers: number,
  ) {
    const { gl } = scope;
    this.context = scope.context;
    this.texture = createTextureArray(scope, gl.RGBA32F, width, height, layers);
    this.framebuffer = gl.createFramebuffer();
    scope.onDispose(() => gl.deleteFramebuffer(this.framebuffer));
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    const attachments = Array.from({ length: layers }, (_, layer) => gl.COLOR_ATTACHMENT0 + layer);
    attachments.forEach((attachment, layer) => {
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, this.texture, 0, layer);
    });
    gl.drawBuffers(attachments);
    if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE) return;
    this.context.assertNotLost();
    throw outOfMemory();
  }

  clear(): void {
    const { gl } = this.context;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    for (let layer = 0; layer < this.layers; layer++) gl.clearBufferfv(gl.COLOR, layer, zeros);
  }

  /**
   * Copies a rectangle of one layer into `into` ([row][column][4]). Waits for the GPU: ask `finished()` first.
   * @throws ContextLostError
   */
  read(layer: number, x: number, y: number, width: number, height: number, into: Float32Array): void {
    const { gl } = this.context;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.readBuffer(gl.COLOR_ATTACHMENT0 + layer);
    gl.readPixels(x, y, width, height, gl.RGBA, gl.FLOAT, into);
    this.context.assertNotLost();
  }
}

/**
 * Immutable storage for texels that shaders fetch one by one, never filtered.
 * @throws DenoiseError `out-of-memory` when it is larger than the GPU allows or has memory for
 */
export function createTextureArray(
  scope: Scope,
  format: number,
  width: number,
  height: number,
  layers: number,
): WebGLTexture {
  const { gl, context } = scope;
  const most: number = gl.getParameter(gl.MAX_TEXTURE_SIZE);
  if (width > most || height > most) {
    throw new DenoiseError(
      'out-of-memory',
      text(
        'training needs a texture of {0}x{1}, the GPU allows {2}x{2}: choose a smaller crop or batch, or the CPU engine',
        width,
        height,
        most,
      ),
    );
  }
  const texture = gl.createTexture();
  scope.onDispose(() => gl.deleteTexture(texture));
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
  gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, format, width, height, layers);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  context.assertNotLost();
  context.assertEnoughMemory();
  return texture;
}
