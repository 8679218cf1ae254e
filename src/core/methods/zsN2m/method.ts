import { zsN2mLoss } from '../../networks/loss';
import { trainedMethod } from '../trained';
import { zsN2mAbout } from './about';

export const zsN2m = trainedMethod(zsN2mAbout, zsN2mLoss);
