import { DenoiseError } from '../../errors';
import { maskFloats } from '../../networks/crop';
import { lossTermCount } from '../../networks/loss';
import { parameterCount } from '../../networks/zsN2n';
import { text } from '../../text';
import type { FusedSetup } from '../fused';
import { activationBytes, type Canvas, type CropCanvas, cropCanvas, type Plane, tileOffsets } from './canvas';
import type { Kernels } from './kernels';

/** Inference goes in blocks of this size, which fit the second-level cache; whole tiles of the hidden convolution. */
export const blockHeight = 32;
export const blockWidth = 64;
/** Around a block lie the pixels that its results depend on: the network's receptive radius. */
export const blockBorder = 2;

const pageBytes = 65536;
const largestMemory = 65536 * pageBytes;
const alignment = 64;

/** Addresses in the WebAssembly memory, in bytes. Sizes are in the docstrings of the kernels that use them. */
export interface MemoryPlan {
  readonly parameterBytes: number;
  readonly parameters: number;
  readonly firstMoment: number;
  readonly secondMoment: number;
  /** Mean gradient of a batch. */
  readonly gradient: number;
  /** [crop][parameter], each `parameterBytes` long. */
  readonly cropGradients: number;
  /** [residual, consistency, smoothing], float64. */
  readonly loss: number;

  /** What is derived from the parameters once a step. */
  readonly transposedHiddenFilters: number;
  readonly forwardFilters: number;
  readonly backwardFilters: number;
  readonly outputFilters: number;

  readonly transformedGradient: number;
  readonly outputFilterGradient: number;
  readonly workspace: number;

  readonly crop: CropPlan;
  readonly block: BlockPlan;
  readonly pages: number;
}

/** Canvases of a training crop. Borders of `images`, `hidden1` and `hidden2Gradient` must stay zero. */
export interface CropPlan {
  readonly canvas: CropCanvas;
  readonly images: number;
  readonly denoised: number;
  /** The halves of f(y), then what goes back through them. */
  readonly targets: number;
  readonly noiseGradients: number;
  readonly mask: number;
  /** The weight of each channel in the luminance. */
  readonly luminance: number;
  readonly smoothingWorkspace: number;
  readonly hidden1: number;
  /** Holds the second hidden layer, then the gradient of the first: neither is needed while the other is. */
  readonly hidden2: number;
  readonly hidden2Gradient: number;
  readonly tiles: number;
  /** What is to be written at `tiles`. */
  readonly tileOffsets: Uint32Array;
}

/** Canvases of an inference block. */
export interface BlockPlan {
  readonly canvas: Canvas;
  readonly plane: Plane;
  readonly images: number;
  readonly denoised: number;
  readonly hidden1: number;
  readonly hidden2: number;
  readonly tiles: number;
}

/**
 * Lays out the memory of one trainer.
 * @throws DenoiseError `out-of-memory` when it would be more than the 4 GB a WebAssembly memory can have
 */
export function planMemory(kernels: Kernels, setup: Omit<FusedSetup, 'parameters'>): MemoryPlan {
  const { channels, cropHeight, cropWidth, batch, loss } = setup;
  let end = kernels.heapBase();
  const allocate = (bytes: number): number => {
    const start = Math.ceil(end / alignment) * alignment;
    end = start + bytes;
    return start;
  };
  const allocateImage = ({ rows, columns }: Canvas) => allocate(rows * columns * channels * 4);
  const allocateActivations = ({ rows, columns }: Canvas) => allocate(rows * columns * activationBytes);
  const allocateOutputFilters = () => allocate(channels * activationBytes);

  // Whole vectors, so that the optimiser has no remainder to care for.
  const parameterBytes = Math.ceil(parameterCount(channels) / 4) * 16;
  const filterBytes = kernels.transformedFilterBytes();
  const hiddenFilterBytes = 9 * 48 * activationBytes;

  const canvas = cropCanvas(cropHeight, cropWidth);
  const offsets = [canvas.y, canvas.d1, canvas.d2].flatMap((plane) => tileOffsets(canvas, plane));
  const plane = { top: blockBorder, left: blockBorder, height: blockHeight, width: blockWidth };
  const blockCanvas = { rows: blockHeight + 2 * blockBorder, columns: blockWidth + 2 * blockBorder };

  const plan = {
    parameterBytes,
    parameters: allocate(parameterBytes),
    firstMoment: allocate(parameterBytes),
    secondMoment: allocate(parameterBytes),
    gradient: allocate(parameterBytes),
    cropGradients: allocate(batch * parameterBytes),
    loss: allocate(lossTermCount * 8),
    transposedHiddenFilters: allocate(hiddenFilterBytes),
    forwardFilters: allocate(filterBytes),
    backwardFilters: allocate(filterBytes),
    outputFilters: allocateOutputFilters(),
    transformedGradient: allocate(filterBytes),
    outputFilterGradient: allocateOutputFilters(),
    workspace: allocate(kernels.hiddenWorkspaceBytes()),
    crop: {
      canvas,
      images: allocateImage(canvas),
      denoised: allocateImage(canvas),
      targets: allocateImage(canvas),
      noiseGradients: allocateImage(canvas),
      mask: allocate(maskFloats(setup) * 4),
      luminance: allocate(channels * 4),
      smoothingWorkspace: allocate(
        loss.smoothing ? kernels.smoothingWorkspaceBytes(channels, canvas.d1.height, canvas.d1.width) : 0,
      ),
      hidden1: allocateActivations(canvas),
      hidden2: allocateActivations(canvas),
      hidden2Gradient: allocateActivations(canvas),
      tiles: allocate(offsets.length * 4),
      tileOffsets: Uint32Array.from(offsets),
    },
    block: {
      canvas: blockCanvas,
      plane,
      images: allocateImage(blockCanvas),
      denoised: allocateImage(blockCanvas),
      hidden1: allocateActivations(blockCanvas),
      hidden2: allocateActivations(blockCanvas),
      tiles: allocate(tileOffsets(blockCanvas, plane).length * 4),
    },
  };
  if (end > largestMemory) {
    throw new DenoiseError(
      'out-of-memory',
      text(
        'training on crops of {0}x{1} pixels needs {2} MB, more than the 4096 MB WebAssembly can address; choose a smaller crop size',
        cropWidth,
        cropHeight,
        Math.ceil(end / 2 ** 20),
      ),
    );
  }
  return { ...plan, pages: Math.ceil(end / pageBytes) };
}

/**
 * Grows the memory to the plan.
 * @throws DenoiseError `out-of-memory` when the system does not have it
 */
export function reserveMemory(memory: WebAssembly.Memory, { pages }: Pick<MemoryPlan, 'pages'>): void {
  const missing = pages - memory.buffer.byteLength / pageBytes;
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new DenoiseError(
      'out-of-memory',
      text(
        'training needs {0} MB of memory, which this system did not give; choose a smaller crop size or close other programs',
        Math.ceil((pages * pageBytes) / 2 ** 20),
      ),
      { cause },
    );
  }
}
