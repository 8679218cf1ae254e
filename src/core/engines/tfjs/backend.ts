import * as tf from '@tensorflow/tfjs';
import { MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl';
import { DenoiseError } from '../../errors';
import type { WebglContext } from '../gpu/context';

const name = 'webgl';

/**
 * Has TensorFlow.js compute on this context. By itself it would take one of its own, quietly replace that when it is lost,
 * and go on with tensors that are gone. There is one backend at a time: an earlier one ends.
 * @throws DenoiseError `engine-unavailable`
 */
export async function startBackend({ gl }: WebglContext): Promise<void> {
  if (tf.engine().registryFactory[name]) tf.removeBackend(name);
  setWebGLContext(2, gl);
  tf.registerBackend(name, () => new MathBackendWebGL());
  const isReady = await tf.setBackend(name).catch(() => false);
  if (!isReady) {
    throw new DenoiseError('engine-unavailable', 'TensorFlow.js could not start WebGL here; use the CPU engine');
  }
}

/** Frees the programs and textures that TensorFlow.js keeps for reuse. */
export function endBackend(): void {
  tf.disposeVariables();
  if (tf.engine().registryFactory[name]) tf.removeBackend(name);
}
