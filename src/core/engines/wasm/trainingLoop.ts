import type { LossTerms } from '../../networks/loss';
import type { WasmNetwork } from './wasmNetwork';

/**
 * Runs one Adam step per learning rate.
 * @param differentiate brings the gradients of a step's crops into the network and returns their mean loss
 * @returns the mean of the steps' losses
 */
export async function runSteps(
  network: WasmNetwork,
  learningRates: Float32Array,
  differentiate: (step: number) => LossTerms | Promise<LossTerms>,
): Promise<LossTerms> {
  const losses: LossTerms[] = [];
  for (let step = 0; step < learningRates.length; step++) {
    losses.push(await differentiate(step));
    network.update(learningRates[step]);
  }
  return meanLoss(losses);
}

/** The mean, summed in order, so that it does not depend on who computed which. */
export function meanLoss(losses: readonly LossTerms[]): LossTerms {
  const sum = (term: keyof LossTerms) => losses.reduce((total, loss) => total + loss[term], 0);
  return {
    residual: sum('residual') / losses.length,
    consistency: sum('consistency') / losses.length,
    smoothing: sum('smoothing') / losses.length,
  };
}
