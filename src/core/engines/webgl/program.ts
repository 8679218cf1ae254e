import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { WebglContext } from '../gpu/context';
import type { Scope } from './scope';
import type { ShaderSources } from './shaders/common';
import { type ShaderName, shaders } from './shaders/index';

/** Every texture that a shader reads has a texture unit of its own for good, so that passes need not bind any. */
const samplers = [
  'crops',
  'masks',
  'images',
  'hidden1',
  'hidden2',
  'denoised',
  'contrast',
  'detail',
  'smoothingGradient',
  'outputGradient',
  'hidden2Gradient',
  'hidden1Gradient',
  'partialSums',
  'parameters',
] as const;
export type SamplerName = (typeof samplers)[number];

/** The uniform buffer binding of the Shape block. */
export const shapeBinding = 0;
const compilePollMs = 2;

/** Binds a texture to the unit that the sampler of that name reads in every program. */
export function bindSampler({ gl }: WebglContext, name: SamplerName, texture: WebGLTexture): void {
  gl.activeTexture(gl.TEXTURE0 + samplers.indexOf(name));
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
}

/** The engine's linked programs. */
export class Programs {
  /** The constants of an Adam step; see its shader. */
  readonly adamStep: WebGLUniformLocation | null;

  /**
   * Compiles and links all of them at once, on the driver's threads where it has some.
   * @throws DenoiseError `engine-failed` with the compiler's messages, ContextLostError
   */
  static async compile(scope: Scope): Promise<Programs> {
    const { gl, context } = scope;
    const parallel = gl.getExtension('KHR_parallel_shader_compile');
    const linking = Object.entries(shaders).map(([name, sources]) => [name, startLinking(scope, sources)] as const);
    const programs = Object.fromEntries(linking) as Record<ShaderName, WebGLProgram>;
    if (parallel) {
      const done = () =>
        linking.every(([, program]) => gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR));
      while (!context.isLost && !done()) await new Promise((resolve) => setTimeout(resolve, compilePollMs));
    }
    context.assertNotLost();
    for (const [name, program] of linking) finishLinking(gl, name, program);
    return new Programs(gl, programs);
  }

  /** Where each program keeps which layer of crops and masks it reads. */
  private readonly stepIndices: ReadonlyMap<WebGLProgram, WebGLUniformLocation | null>;

  private constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly programs: Readonly<Record<ShaderName, WebGLProgram>>,
  ) {
    this.stepIndices = new Map(
      Object.values(programs).map((program) => [program, gl.getUniformLocation(program, 'stepIndex')]),
    );
    this.adamStep = gl.getUniformLocation(programs.adam, 'adamStep');
  }

  get(name: ShaderName): WebGLProgram {
    return this.programs[name];
  }

  /** Which layer of the crops' and masks' textures the program reads from now on. */
  setStep(name: ShaderName, layer: number): void {
    const program = this.programs[name];
    this.gl.useProgram(program);
    this.gl.uniform1i(this.stepIndices.get(program) ?? null, layer);
  }
}

function startLinking(scope: Scope, { vertex, fragment }: ShaderSources): WebGLProgram {
  const { gl } = scope;
  const program = gl.createProgram();
  scope.onDispose(() => gl.deleteProgram(program));
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) continue; // the context is lost: linking fails and says so
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    // Only marks it: it lives as long as the program.
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  return program;
}

function finishLinking(gl: WebGL2RenderingContext, name: string, program: WebGLProgram): void {
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    const logs = (gl.getAttachedShaders(program) ?? []).map((shader) => gl.getShaderInfoLog(shader));
    const log = [gl.getProgramInfoLog(program), ...logs].filter(Boolean).join('\n');
    throw new DenoiseError(
      'engine-failed',
      text('the GPU\'s driver could not compile the shader "{0}"; use the CPU engine. It says: {1}', name, log),
    );
  }
  gl.useProgram(program);
  samplers.forEach((sampler, unit) => {
    const location = gl.getUniformLocation(program, sampler);
    if (location) gl.uniform1i(location, unit);
  });
  const block = gl.getUniformBlockIndex(program, 'Shape');
  if (block !== gl.INVALID_INDEX) gl.uniformBlockBinding(program, block, shapeBinding);
}
