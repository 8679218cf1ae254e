import { DenoiseError } from '../../errors';

/** The GPU's memory did not suffice for what was asked; less may fit. */
export const outOfMemory = (): DenoiseError =>
  new DenoiseError(
    'out-of-memory',
    'the GPU has not enough memory: close other programs that use it, choose a smaller crop or batch, or use the CPU engine',
  );
