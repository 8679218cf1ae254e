import { bm3dAbout } from './bm3d/about';
import type { MethodAbout } from './method';
import { zsN2mAbout } from './zsN2m/about';
import { zsN2nAbout } from './zsN2n/about';

/** All methods, in the order in which they are offered; the first is the default. The registry has them at work. */
export const methods: readonly MethodAbout[] = [zsN2nAbout, zsN2mAbout, bm3dAbout];

/** The method of checked options. */
export function methodAboutOf(id: string): MethodAbout {
  const found = methods.find((method) => method.id === id);
  if (!found) throw new Error(`there is no method "${id}"`);
  return found;
}
