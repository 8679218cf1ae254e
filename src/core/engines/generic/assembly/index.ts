/* What the TypeScript side calls (see ../kernels.ts). Every argument that is an address or a size in bytes is a u32. */
export { downSample, exchangeHalves, spreadHalves } from '../../assembly/halves';
export { differentiateLoss } from '../../assembly/loss';
export { averageGradients, stepAdam } from '../../assembly/optimizer';
export { differentiateSmoothing, smoothingWorkspaceBytes } from '../../assembly/smoothing';
export { accumulateFilterGradient, accumulateSum, convolve, spreadPixels } from './convolution';
export {
  accumulateDot,
  addScaled,
  leakyRelu,
  leakyReluGradient,
  multiply,
  multiplyByOne,
  sigmoid,
  sigmoidGradient,
} from './elementwise';
export { differentiateError } from './error';
export { packFilters, unpackFilterGradient } from './filters';
export { clear, copyChannels, coverage, maxPool, maxPoolGradient, spreadBlocks, sumBlocks, upsample } from './sampling';

/** First byte after the module's own data. */
export function heapBase(): usize {
  return __heap_base;
}
