import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { ContextLostError } from './contextLost';
import { outOfMemory } from './outOfMemory';
import { isSoftwareRenderer, rendererName } from './renderer';

export interface WebglOptions {
  /** The canvas to take the context of, never drawn to the screen; a new one unless given. */
  readonly canvas?: OffscreenCanvas;
  /** Also run where WebGL is emulated on the CPU: slow, for checking only. */
  readonly allowSoftware: boolean;
}

/** Render targets that every layer's shader writes at once. */
const neededTargets = 4;
/** How long to sleep between looks at a fence; browsers round it up to about 4 ms. */
const fencePollMs = 1;

/** A WebGL2 context that renders to 32-bit floats, and its loss. */
export class WebglContext {
  /** The GPU's name as the browser tells it. */
  readonly renderer: string;
  /** Rejects with ContextLostError when the context is lost, never when it is disposed of. */
  readonly whenLost: Promise<never>;
  private lost = false;
  private onLost = () => {};

  /** @throws DenoiseError `engine-unavailable` with the reason */
  static create({ canvas, allowSoftware }: WebglOptions): WebglContext {
    if (typeof OffscreenCanvas === 'undefined') {
      throw new DenoiseError('engine-unavailable', 'there is no WebGL outside browsers; use the CPU engine');
    }
    const surface = canvas ?? new OffscreenCanvas(1, 1);
    const gl = surface.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      stencil: false,
      powerPreference: 'high-performance',
      failIfMajorPerformanceCaveat: !allowSoftware,
    });
    if (!gl) {
      throw new DenoiseError(
        'engine-unavailable',
        'the browser offers no WebGL 2 on a GPU here (none there, switched off, or its driver blocked); use the CPU engine',
      );
    }
    const unfit = reasonAgainst(gl, allowSoftware);
    if (unfit) {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
      throw new DenoiseError('engine-unavailable', text('{0}; use the CPU engine', unfit));
    }
    return new WebglContext(surface, gl);
  }

  private constructor(
    private readonly canvas: OffscreenCanvas,
    readonly gl: WebGL2RenderingContext,
  ) {
    this.whenLost = new Promise((_, reject) => {
      this.onLost = () => {
        this.lost = true;
        reject(new ContextLostError());
      };
    });
    this.whenLost.catch(() => {}); // nobody need be waiting
    canvas.addEventListener('webglcontextlost', this.onLost);
    this.renderer = rendererName(gl);
  }

  get isLost(): boolean {
    return this.lost || this.gl.isContextLost();
  }

  /** @throws ContextLostError */
  assertNotLost(): void {
    if (this.isLost) throw new ContextLostError();
  }

  /**
   * Resolves when the GPU has done everything asked of it so far, without blocking the thread.
   * @throws ContextLostError, DenoiseError `out-of-memory` (some drivers give textures their memory when they are drawn to)
   */
  async finished(): Promise<void> {
    const { gl } = this;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    try {
      await this.signaled(fence);
    } finally {
      gl.deleteSync(fence);
    }
    this.assertEnoughMemory();
  }

  private async signaled(fence: WebGLSync | null): Promise<void> {
    const { gl } = this;
    while (!this.isLost && fence) {
      const status = gl.clientWaitSync(fence, 0, 0);
      if (status === gl.ALREADY_SIGNALED || status === gl.CONDITION_SATISFIED) return;
      await new Promise((resolve) => setTimeout(resolve, fencePollMs));
    }
    throw new ContextLostError();
  }

  /** @throws DenoiseError `out-of-memory` when WebGL has noted that since it was last asked */
  assertEnoughMemory(): void {
    if (this.gl.getError() === this.gl.OUT_OF_MEMORY) throw outOfMemory();
  }

  /** Gives the GPU's memory back at once instead of at the next garbage collection. */
  dispose(): void {
    this.canvas.removeEventListener('webglcontextlost', this.onLost);
    this.lost = true;
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** Why the context cannot train, undefined when it can. */
function reasonAgainst(gl: WebGL2RenderingContext, allowSoftware: boolean): Text | undefined {
  if (!allowSoftware && isSoftwareRenderer(rendererName(gl))) {
    return text('WebGL is emulated on the CPU here ({0}), which is slow', rendererName(gl));
  }
  if (!gl.getExtension('EXT_color_buffer_float')) {
    return gl.getExtension('EXT_color_buffer_half_float')
      ? text('this GPU renders to 16-bit (half) floats only, which is too coarse for training')
      : text('this GPU cannot render to 32-bit floats');
  }
  const targets = Math.min(gl.getParameter(gl.MAX_COLOR_ATTACHMENTS), gl.getParameter(gl.MAX_DRAW_BUFFERS));
  return targets < neededTargets
    ? text('this GPU renders to {0} targets at once, not {1}', targets, neededTargets)
    : undefined;
}
