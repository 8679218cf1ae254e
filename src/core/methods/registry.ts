import { bm3d } from './bm3d/method';
import type { Method } from './method';
import { zsN2m } from './zsN2m/method';
import { zsN2n } from './zsN2n/method';

/** The methods of the catalogue (a test compares them), with the code that does the work. */
export const workingMethods: readonly Method[] = [zsN2n, zsN2m, bm3d];

/** The method of checked options. */
export function methodOf(id: string): Method {
  const found = workingMethods.find((method) => method.id === id);
  if (!found) throw new Error(`there is no method "${id}"`);
  return found;
}
