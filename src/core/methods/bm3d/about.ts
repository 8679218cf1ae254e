import { text } from '../../text';
import type { MethodAbout } from '../method';

export const bm3dAbout: MethodAbout = {
  id: 'bm3d',
  name: text('BM3D'),
  purpose: text(
    'like patches, filtered together; the best for white noise of a known level, in seconds, without training',
  ),
  source:
    'Dabov, Foi, Katkovnik & Egiazarian, "Image denoising by sparse 3-D transform-domain collaborative filtering", IEEE TIP 2007',
  options: ['sigma'],
  presetValues: () => ({}),
};
