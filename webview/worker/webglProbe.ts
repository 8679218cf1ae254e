/** What this browser's WebGL is good for. */
export type WebglSupport = 'hardware' | 'software' | 'half-float' | 'none';

export interface WebglReport {
  readonly support: WebglSupport;
  /** The renderer's own name, when the browser tells it. */
  readonly renderer?: string;
}

/** Renderers that compute on the CPU. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Makes a WebGL 2 context for a look at it and lets go of it again. */
export function probeWebgl(): WebglReport {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return { support: 'none' };
  try {
    const names = gl.getExtension('WEBGL_debug_renderer_info');
    const renderer = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    if (softwareRenderers.test(renderer)) return { support: 'software', renderer };
    return { support: gl.getExtension('EXT_color_buffer_float') ? 'hardware' : 'half-float', renderer };
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
