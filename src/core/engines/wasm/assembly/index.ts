/* What the TypeScript side calls (see ../kernels.ts). Every argument that is an address or a size in bytes is a u32. */
export {
  accumulateHiddenFilterGradient,
  convolveHidden,
  finishHiddenFilterGradient,
  hiddenWorkspaceBytes,
  transformedFilterBytes,
  transformHiddenFilters,
  transposeHiddenFilters,
} from './hiddenConvolution';
export { accumulateInputFilterGradient, backpropagateActivation, convolveInput } from './inputConvolution';
export { downSample, exchangeHalves, spreadHalves } from '../../assembly/halves';
export { differentiateLoss } from '../../assembly/loss';
export { averageGradients, stepAdam } from '../../assembly/optimizer';
export { backpropagateOutput, denoisePlane, transpose } from './outputConvolution';
export { differentiateSmoothing, smoothingWorkspaceBytes } from '../../assembly/smoothing';

/** First byte after the module's own data. */
export function heapBase(): usize {
  return __heap_base;
}
