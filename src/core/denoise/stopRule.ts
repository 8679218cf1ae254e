import type { Trainer } from '../engines/engine';
import type { Raster } from '../image/raster';
import { type CropShape, cropFloats } from '../networks/crop';
import { totalLoss } from '../networks/loss';
import type { Place } from './cropPlaces';
import { drawCrops, overlaps, type RegionReader } from './crops';
import type { RandomSource } from './random';

/** Crops that are kept from training: more make the comparison surer and cost more. */
const mostHeldOut = 64;
const fewestHeldOut = 32;
/** Share of the picture that may be kept from training. */
const largestShare = 0.05;
/** Relative fall of the loss that is worth going on for. About a hundredth of a decibel. */
const worthwhile = 0.001;

/**
 * Tells when training has nothing more to gain, from crops that it never sees: on what a network trains on the loss goes
 * on falling while it learns the noise by heart. The same crops are compared at each check, so that their noise cancels.
 */
export class StopRule {
  private previous: readonly number[] | undefined;

  /** Undefined for pictures too small to spare crops. */
  static create(
    raster: Raster,
    reader: RegionReader,
    shape: CropShape,
    batch: number,
    random: RandomSource,
  ): StopRule | undefined {
    const { cropHeight, cropWidth } = shape;
    const area = raster.width * raster.height * (reader.places?.share ?? 1);
    const spare = Math.floor((largestShare * area) / (cropHeight * cropWidth));
    const batches = Math.floor(Math.min(mostHeldOut, spare) / batch);
    if (batches * batch < fewestHeldOut) return undefined;
    const places: Place[] = [];
    const crops = drawCrops(raster, reader, shape, batches * batch, random, (place) => {
      if (places.some((other) => overlaps(place, other, shape))) return false;
      places.push(place);
      return true;
    });
    return new StopRule(places, crops, batch * cropFloats(shape), shape);
  }

  private constructor(
    private readonly places: readonly Place[],
    /** [batch of crops] */
    private readonly crops: Float32Array,
    private readonly batchFloats: number,
    private readonly shape: CropShape,
  ) {}

  /** Whether training may use the crop there. */
  readonly allows = (place: Place): boolean => !this.places.some((held) => overlaps(place, held, this.shape));

  /** Compares the network with that of the check before: true when the fall of the loss, and its standard error, is too small. */
  async gainsNothing(trainer: Trainer): Promise<boolean> {
    const losses: number[] = [];
    for (let at = 0; at < this.crops.length; at += this.batchFloats) {
      losses.push(totalLoss((await trainer.evaluate(this.crops.subarray(at, at + this.batchFloats))).loss));
    }
    const { previous } = this;
    this.previous = losses;
    if (!previous) return false;
    const { mean, standardError } = statisticsOf(losses.map((loss, i) => previous[i] - loss));
    return mean + standardError < worthwhile * statisticsOf(losses).mean;
  }
}

function statisticsOf(values: readonly number[]): { mean: number; standardError: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
