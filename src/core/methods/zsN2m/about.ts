import { text } from '../../text';
import { trainedAbout } from '../trainedAbout';

/** ZS-N2M*, the first stage of ZS-N2M, there called MBD-Net. */
export const zsN2mAbout = trainedAbout({
  id: 'zs-n2m',
  name: text('Zero-Shot Noise2Mask, stage 1'),
  purpose: text('the same network with a loss that keeps smooth areas smooth; better on flat pictures'),
  source: 'Liu et al., "Zero-Shot Noise2Mask", AAAI 2025',
});
