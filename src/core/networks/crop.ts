import type { LossDescription } from './loss';

/**
 * What decides the layout of a training crop: its samples [cropHeight][cropWidth][channel] in [0,1] and, for a masked
 * loss, right after them its mask [cropHeight / 2][cropWidth / 2][channel] of zeros and ones.
 */
export interface CropShape {
  /** Colour channels of the image. */
  readonly channels: number;
  /** Size of a training crop in pixels; both even, at least 2. */
  readonly cropHeight: number;
  readonly cropWidth: number;
  /** What to minimise. */
  readonly loss: LossDescription;
}

/** Floats of a crop's samples. */
export const sampleFloats = ({ channels, cropHeight, cropWidth }: CropShape): number =>
  cropHeight * cropWidth * channels;

/** Floats of a crop's mask, 0 where the loss has none. */
export const maskFloats = (shape: CropShape): number => (shape.loss.masked ? sampleFloats(shape) / 4 : 0);

/** Floats of a crop, mask included. */
export const cropFloats = (shape: CropShape): number => sampleFloats(shape) + maskFloats(shape);
