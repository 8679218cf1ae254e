import type { LossKernels } from '../wasm/kernels';

/**
 * What assembly/index.ts exports. Addresses and sizes in bytes are plain numbers; the docstrings, with the array layouts,
 * are at the implementations.
 */
export interface Kernels extends LossKernels {
  heapBase(): number;

  // convolution.ts
  convolve(
    input: number,
    inputRowBytes: number,
    inputPixelBytes: number,
    ins: number,
    filters: number,
    bias: number,
    output: number,
    outputRowBytes: number,
    outputPixelBytes: number,
    height: number,
    width: number,
    kernel: number,
    stride: number,
    dilation: number,
    accumulate: boolean,
  ): void;
  accumulateFilterGradient(
    input: number,
    inputRowBytes: number,
    inputPixelBytes: number,
    gradient: number,
    gradientRowBytes: number,
    gradientPixelBytes: number,
    filterGradient: number,
    height: number,
    width: number,
    kernel: number,
    stride: number,
    dilation: number,
  ): void;
  accumulateSum(plane: number, rowBytes: number, pixelBytes: number, sum: number, height: number, width: number): void;
  spreadPixels(
    plane: number,
    rowBytes: number,
    pixelBytes: number,
    to: number,
    toRowBytes: number,
    height: number,
    width: number,
    stride: number,
  ): void;

  // filters.ts
  packFilters(
    filters: number,
    mask: number,
    packed: number,
    taps: number,
    ins: number,
    outs: number,
    turned: boolean,
  ): void;
  unpackFilterGradient(packed: number, mask: number, gradient: number, taps: number, ins: number, outs: number): void;

  // elementwise.ts
  leakyRelu(
    x: number,
    xRowBytes: number,
    to: number,
    toRowBytes: number,
    slope: number,
    height: number,
    bytes: number,
  ): void;
  leakyReluGradient(
    x: number,
    xRowBytes: number,
    gradient: number,
    gradientRowBytes: number,
    to: number,
    toRowBytes: number,
    slope: number,
    height: number,
    bytes: number,
  ): void;
  sigmoid(x: number, xRowBytes: number, to: number, toRowBytes: number, height: number, bytes: number): void;
  sigmoidGradient(
    value: number,
    valueRowBytes: number,
    gradient: number,
    gradientRowBytes: number,
    to: number,
    toRowBytes: number,
    height: number,
    bytes: number,
  ): void;
  addScaled(
    a: number,
    aRowBytes: number,
    b: number,
    bRowBytes: number,
    scale: number,
    to: number,
    toRowBytes: number,
    height: number,
    bytes: number,
  ): void;
  multiply(
    a: number,
    aRowBytes: number,
    b: number,
    bRowBytes: number,
    to: number,
    toRowBytes: number,
    height: number,
    bytes: number,
    accumulate: boolean,
  ): void;
  multiplyByOne(
    a: number,
    aRowBytes: number,
    pixelBytes: number,
    b: number,
    bRowBytes: number,
    to: number,
    toRowBytes: number,
    height: number,
    width: number,
    accumulate: boolean,
  ): void;
  accumulateDot(
    a: number,
    aRowBytes: number,
    b: number,
    bRowBytes: number,
    pixelBytes: number,
    channels: number,
    to: number,
    toRowBytes: number,
    height: number,
    width: number,
  ): void;

  // sampling.ts
  upsample(
    small: number,
    smallRowBytes: number,
    large: number,
    largeRowBytes: number,
    pixelBytes: number,
    height: number,
    width: number,
  ): void;
  sumBlocks(
    large: number,
    largeRowBytes: number,
    small: number,
    smallRowBytes: number,
    pixelBytes: number,
    scale: number,
    height: number,
    width: number,
    accumulate: boolean,
  ): void;
  spreadBlocks(
    small: number,
    smallRowBytes: number,
    large: number,
    largeRowBytes: number,
    pixelBytes: number,
    scale: number,
    height: number,
    width: number,
  ): void;
  maxPool(
    large: number,
    largeRowBytes: number,
    small: number,
    smallRowBytes: number,
    pixelBytes: number,
    height: number,
    width: number,
  ): void;
  maxPoolGradient(
    large: number,
    largeRowBytes: number,
    small: number,
    smallRowBytes: number,
    gradient: number,
    gradientRowBytes: number,
    to: number,
    toRowBytes: number,
    pixelBytes: number,
    height: number,
    width: number,
  ): void;
  clear(address: number, bytes: number): void;
  copyChannels(
    from: number,
    fromRowBytes: number,
    fromPixelBytes: number,
    to: number,
    toRowBytes: number,
    toPixelBytes: number,
    channels: number,
    height: number,
    width: number,
    accumulate: boolean,
  ): void;
  coverage(
    mask: number,
    maskRowBytes: number,
    maskPixelBytes: number,
    channels: number,
    to: number,
    toRowBytes: number,
    height: number,
    width: number,
    kernel: number,
    stride: number,
    dilation: number,
    asRatio: boolean,
  ): void;

  // error.ts
  differentiateError(
    result: number,
    resultRowBytes: number,
    target: number,
    weights: number,
    gradient: number,
    gradientRowBytes: number,
    pixelBytes: number,
    channels: number,
    height: number,
    width: number,
    squared: boolean,
    scale: number,
  ): number;

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
