import { zsN2nLoss } from '../../networks/loss';
import { trainedMethod } from '../trained';
import { zsN2nAbout } from './about';

export const zsN2n = trainedMethod(zsN2nAbout, zsN2nLoss);
