import { text } from '../../text';
import { trainedAbout } from '../trainedAbout';

export const zsN2nAbout = trainedAbout({
  id: 'zs-n2n',
  name: text('Zero-Shot Noise2Noise'),
  purpose: text('a small network, trained on this image alone; for noise of any distribution'),
  source: 'Mansour & Heckel, "Zero-Shot Noise2Noise: Efficient Image Denoising without any Data", CVPR 2023',
});
