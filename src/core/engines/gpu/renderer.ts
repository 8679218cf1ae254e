/** Renderers that compute on the CPU, by the names that browsers tell. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** The GPU's name as the browser tells it, such as "ANGLE (Intel, Mesa Intel(R) UHD Graphics, OpenGL 4.6)". */
export function rendererName(gl: WebGL2RenderingContext): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** Whether WebGL is emulated on the CPU, where the CPU engine is many times faster. */
export function isSoftwareRenderer(name: string): boolean {
  return softwareRenderers.test(name);
}
