import { type LossDescription, zsN2mLoss, zsN2nLoss } from '../networks/loss';
import type { Method } from './options';

/** What training minimises in each method. */
export const methodLoss: Readonly<Record<Method, LossDescription>> = {
  'zs-n2n': zsN2nLoss,
  'zs-n2m': zsN2mLoss,
};
