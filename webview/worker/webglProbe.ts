import { isSoftwareRenderer, rendererName } from '../../src/core/engines/gpu/renderer';

/** What this browser's WebGL is good for. */
export type WebglSupport = 'hardware' | 'software' | 'half-float' | 'none';

export interface WebglReport {
  readonly support: WebglSupport;
  /** The renderer's own name, when the browser tells it. */
  readonly renderer?: string;
}

/** Makes a WebGL 2 context for a look at it and lets go of it again. */
export function probeWebgl(): WebglReport {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return { support: 'none' };
  try {
    const renderer = rendererName(gl);
    if (isSoftwareRenderer(renderer)) return { support: 'software', renderer };
    return { support: gl.getExtension('EXT_color_buffer_float') ? 'hardware' : 'half-float', renderer };
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
