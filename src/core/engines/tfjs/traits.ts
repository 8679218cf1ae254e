import type { EngineToStart } from '../cheapestEngine';
import { costAt } from '../fused';
import { isSound } from '../program';

/** What is known of the engine without TensorFlow.js, which takes long to evaluate. */
export const tfjsTraits: Omit<EngineToStart, 'start'> = {
  id: 'tfjs',
  description: 'TensorFlow.js',
  supports: isSound,
  cost: (program) => costAt(100, program),
};
