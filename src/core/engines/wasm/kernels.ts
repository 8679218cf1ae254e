/**
 * What assembly/index.ts exports. Addresses and sizes in bytes are plain numbers; the docstrings, with the array layouts,
 * are at the implementations.
 */
export interface Kernels extends LossKernels {
  heapBase(): number;

  // inputConvolution.ts
  convolveInput(
    image: number,
    imageRowBytes: number,
    channels: number,
    filters: number,
    bias: number,
    output: number,
    outputRowBytes: number,
    height: number,
    width: number,
  ): void;
  backpropagateActivation(
    gradient: number,
    activation: number,
    rowBytes: number,
    biasGradient: number,
    height: number,
    width: number,
  ): void;
  accumulateInputFilterGradient(
    image: number,
    imageRowBytes: number,
    channels: number,
    outputGradient: number,
    gradientRowBytes: number,
    filterGradient: number,
    height: number,
    width: number,
  ): void;

  // hiddenConvolution.ts
  hiddenWorkspaceBytes(): number;
  transformedFilterBytes(): number;
  transformHiddenFilters(filters: number, transformed: number): void;
  transposeHiddenFilters(filters: number, transposed: number): void;
  convolveHidden(
    input: number,
    output: number,
    rowBytes: number,
    tiles: number,
    tileCount: number,
    transformedFilters: number,
    workspace: number,
  ): void;
  accumulateHiddenFilterGradient(
    input: number,
    outputGradient: number,
    rowBytes: number,
    tiles: number,
    tileCount: number,
    transformedGradient: number,
    workspace: number,
  ): void;
  finishHiddenFilterGradient(transformedGradient: number, gradient: number): void;

  // outputConvolution.ts
  transpose(from: number, rows: number, columns: number, to: number): void;
  denoisePlane(
    hidden: number,
    hiddenRowBytes: number,
    hiddenBias: number,
    filters: number,
    bias: number,
    channels: number,
    image: number,
    denoised: number,
    imageRowBytes: number,
    height: number,
    width: number,
  ): void;
  backpropagateOutput(
    noiseGradient: number,
    imageRowBytes: number,
    channels: number,
    hidden: number,
    hiddenGradient: number,
    hiddenRowBytes: number,
    filters: number,
    filterGradient: number,
    biasGradient: number,
    hiddenBiasGradient: number,
    height: number,
    width: number,
  ): void;

  // ../assembly/optimizer.ts
  averageGradients(gradients: number, crops: number, bytes: number, average: number): void;
  stepAdam(
    parameters: number,
    gradient: number,
    firstMoment: number,
    secondMoment: number,
    bytes: number,
    rate: number,
    scale: number,
  ): void;
}

/** What assembly/ beside the engines exports of losses that compare halves. */
export interface LossKernels {
  // halves.ts
  downSample(
    y: number,
    d1: number,
    d2: number,
    rowBytes: number,
    channels: number,
    height: number,
    width: number,
  ): void;
  spreadHalves(
    d1: number,
    d2: number,
    y: number,
    rowBytes: number,
    channels: number,
    height: number,
    width: number,
  ): void;
  exchangeHalves(
    d1: number,
    d2: number,
    mask: number,
    rowBytes: number,
    channels: number,
    height: number,
    width: number,
  ): void;

  // loss.ts
  differentiateLoss(
    image1: number,
    image2: number,
    denoised1: number,
    denoised2: number,
    target1: number,
    target2: number,
    gradient1: number,
    gradient2: number,
    rowBytes: number,
    channels: number,
    height: number,
    width: number,
    residualWeight: number,
    consistencyWeight: number,
    loss: number,
  ): void;

  // smoothing.ts
  smoothingWorkspaceBytes(channels: number, height: number, width: number): number;
  differentiateSmoothing(
    denoised1: number,
    denoised2: number,
    gradient1: number,
    gradient2: number,
    rowBytes: number,
    channels: number,
    height: number,
    width: number,
    weight: number,
    stability: number,
    luminance: number,
    workspace: number,
    loss: number,
  ): void;
}
