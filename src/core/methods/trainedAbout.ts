import { presetNumbers } from '../denoise/recipe';
import type { MethodAbout } from './method';

/** What methods have in common that train the network of ZS-N2N on the page. */
export function trainedAbout(about: Pick<MethodAbout, 'id' | 'name' | 'purpose' | 'source'>): MethodAbout {
  return { ...about, options: ['iterations', 'learningRate', 'seed', 'stopEarly'], presetValues: presetNumbers };
}
