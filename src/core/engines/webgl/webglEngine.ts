import { DenoiseError } from '../../errors';
import type { Engine } from '../engine';
import { costAt, fusedSetup, isFusedProgram } from '../fused';
import { WebglContext, type WebglOptions } from '../gpu/context';
import { Programs } from './program';
import { Scope } from './scope';
import { WebglTrainer } from './trainer';

/**
 * The GPU engine: a training step as a dozen draws of hand-written shaders. Runs in a page or a worker. When the GPU
 * goes away, work under way rejects with `engine-failed` and isContextLost() tells so; make a new engine then.
 * @throws DenoiseError `engine-unavailable` where there is no WebGL2 that renders to 32-bit floats (software counts only
 * with `allowSoftware`), `engine-failed` when its shaders do not compile
 */
export async function createWebglEngine(options: WebglOptions): Promise<Engine> {
  const context = WebglContext.create(options);
  const shared = new Scope(context);
  const trainers = new Set<WebglTrainer>();
  let disposed = false;
  const dispose = () => {
    disposed = true;
    for (const trainer of trainers) trainer.dispose();
    shared.dispose();
    context.dispose();
  };
  try {
    const programs = await Programs.compile(shared);
    return {
      id: 'webgl',
      description: `WebGL 2 on ${context.renderer}`,
      supports: isFusedProgram,
      // of a modest GPU; the generic engine needs several times as long there
      cost: (program) => costAt(500, program),
      createTrainer: async (setup) => {
        if (disposed) throw new DenoiseError('disposed', 'the GPU engine has been closed');
        context.assertNotLost();
        const scope = new Scope(context);
        try {
          const trainer = new WebglTrainer(scope, programs, fusedSetup(setup));
          trainers.add(trainer);
          scope.onDispose(() => trainers.delete(trainer));
          return trainer;
        } catch (error) {
          scope.dispose();
          throw error;
        }
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
