import type { EngineToStart } from '../cheapestEngine';
import { costAt } from '../fused';

/** What is known of the engine without TensorFlow.js, which takes long to evaluate. */
export const tfjsTraits: Omit<EngineToStart, 'start'> = {
  id: 'tfjs',
  description: 'TensorFlow.js',
  // the seed of dropout travels with supervised crops
  supports: ({ network, objective }) =>
    objective.kind === 'supervised' || !network.nodes.some(({ op }) => op === 'dropout'),
  cost: (program) => costAt(100, program),
};
