import { recipeFor } from '../denoise/recipe';
import { cleanPage } from '../denoise/session';
import type { LossDescription } from '../networks/loss';
import type { Method, MethodAbout } from './method';

/** A method that trains the network of ZS-N2N on the page; such methods differ in what they minimise. */
export function trainedMethod(about: MethodAbout, loss: LossDescription): Method {
  return {
    ...about,
    clean: async ({ page, options, machine, hooks, start }) =>
      cleanPage(page, { ...recipeFor(options), loss }, options.seed, await machine.engine(), hooks, start),
  };
}
