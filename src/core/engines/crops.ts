import { type CropShape, cropFloats, maskFloats, sampleFloats } from '../networks/crop';

/** Crops whose samples and masks lie apart. */
export interface CropParts {
  /** [crop][cropHeight][cropWidth][channel] */
  readonly samples: Float32Array;
  /** [crop][cropHeight / 2][cropWidth / 2][channel], empty for a loss without masks */
  readonly masks: Float32Array;
}

/** Takes `count` crops from `first` on apart; copies nothing where there are no masks. */
export function splitCrops(crops: Float32Array, shape: CropShape, first: number, count: number): CropParts {
  const size = cropFloats(shape);
  const chosen = crops.subarray(first * size, (first + count) * size);
  if (!shape.loss.masked) return { samples: chosen, masks: new Float32Array(0) };
  const [sampleSize, maskSize] = [sampleFloats(shape), maskFloats(shape)];
  const samples = new Float32Array(count * sampleSize);
  const masks = new Float32Array(count * maskSize);
  for (let i = 0; i < count; i++) {
    const middle = i * size + sampleSize;
    samples.set(chosen.subarray(i * size, middle), i * sampleSize);
    masks.set(chosen.subarray(middle, (i + 1) * size), i * maskSize);
  }
  return { samples, masks };
}
