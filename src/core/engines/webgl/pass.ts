import type { WebglContext } from '../gpu/context';
import type { Instances } from './geometry';
import type { RenderTarget } from './renderTarget';

/** One draw. Its textures and uniforms are bound beforehand. */
export interface Pass {
  readonly program: WebGLProgram;
  readonly target: RenderTarget;
  readonly instances: Instances;
}

export function draw({ gl }: WebglContext, { program, target, instances }: Pass): void {
  gl.useProgram(program);
  gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
  gl.viewport(0, 0, target.width, target.height);
  gl.bindVertexArray(instances.vertexArray);
  gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, instances.count);
}
