import type { Raster } from '../image/raster';
import type { UnitRange } from '../image/unitRange';
import { type CropShape, cropFloats, maskFloats } from '../networks/crop';
import type { CropPlaces, Place } from './cropPlaces';
import type { RandomSource } from './random';

/** Copies rectangles of a raster's colour channels out as unit values; the raster stays as the file has it. */
export interface RegionReader {
  /** Fills `target` from `offset` with [height][width][colorChannel] of the rectangle, which must lie inside. */
  read(left: number, top: number, width: number, height: number, target: Float32Array, offset: number): void;
  /** Where crops may lie; unset: everywhere. */
  readonly places?: CropPlaces;
}

/** Value that stands for NaN and infinities while training and denoising; they pass through to the result. */
const placeholder = 0.5;

export function createRegionReader(raster: Raster, { black, white }: UnitRange, places?: CropPlaces): RegionReader {
  const { samples, channels, colorChannels, sampleFormat } = raster;
  const scale = 1 / (white - black);
  const mayBeNonFinite = sampleFormat === 'float';
  return {
    places,
    read(left, top, width, height, target, offset) {
      let to = offset;
      for (let y = top; y < top + height; y++) {
        let from = (y * raster.width + left) * channels;
        for (let x = 0; x < width; x++, from += channels) {
          for (let c = 0; c < colorChannels; c++) target[to++] = (samples[from + c] - black) * scale;
        }
      }
      if (!mayBeNonFinite) return;
      for (let i = offset; i < to; i++) if (!Number.isFinite(target[i])) target[i] = placeholder;
    },
  };
}

/** The recipe's crop, cut down to the even part of a smaller image. The image must be at least 2x2. */
export function cropSizeFor({ width, height }: Raster, largest: number): Pick<CropShape, 'cropHeight' | 'cropWidth'> {
  const even = (side: number) => Math.min(largest, side) & ~1;
  return { cropHeight: even(height), cropWidth: even(width) };
}

export function overlaps(a: Place, b: Place, { cropHeight, cropWidth }: CropShape): boolean {
  return Math.abs(a.left - b.left) < cropWidth && Math.abs(a.top - b.top) < cropHeight;
}

/**
 * Draws crops uniformly over all positions that the reader has crops at, with their masks. Returns `count` of them, each as CropShape says.
 * @param allows says whether a place may be used; it must allow most of them, others are drawn instead
 */
export function drawCrops(
  raster: Raster,
  reader: RegionReader,
  shape: CropShape,
  count: number,
  random: RandomSource,
  allows: (place: Place) => boolean = () => true,
): Float32Array {
  const { cropHeight, cropWidth } = shape;
  const size = cropFloats(shape);
  const maskSize = maskFloats(shape);
  const crops = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    let place: Place;
    do {
      place = reader.places?.draw(random) ?? {
        left: random.integer(raster.width - cropWidth + 1),
        top: random.integer(raster.height - cropHeight + 1),
      };
    } while (!allows(place));
    const { left, top } = place;
    reader.read(left, top, cropWidth, cropHeight, crops, i * size);
    const end = (i + 1) * size;
    for (let at = end - maskSize; at < end; at++) crops[at] = random.integer(2);
  }
  return crops;
}
