import type { ResultSamples } from '../codecs/codec';
import type { Engine } from '../engines/engine';
import { zsN2nSetup } from '../engines/fused';
import { DenoiseError } from '../errors';
import { asFloats, type Raster } from '../image/raster';
import type { CropShape } from '../networks/crop';
import { initialParameters } from '../networks/zsN2n';
import { type Text, text } from '../text';
import { CropPlaces } from './cropPlaces';
import { createRegionReader, cropSizeFor } from './crops';
import type { DenoiseHooks } from './hooks';
import { applyNetwork } from './inference';
import { LiveView } from './liveView';
import { needsExactResult, resultOf } from './lowCounts';
import { finishPage, isWithoutNoise, type PreparedPage, preparePage } from './preparedPage';
import { createRandom } from './random';
import type { TrainedRecipe } from './recipe';
import { train } from './training';

export interface DenoiseStatistics {
  /** Optimiser steps done; fewer than asked for after a stop, or when there was nothing more to gain. */
  readonly iterations: number;
  /** Mean loss over the last steps reported; NaN when nothing was trained. */
  readonly loss: number;
  readonly trainSeconds: number;
  readonly inferSeconds: number;
  /** Whether training ended before its last step because there was nothing more to gain. */
  readonly endedEarly: boolean;
}

export interface DenoiseResult {
  /** The denoised raster at full strength: size, channels and depth (unless floats were asked for) of the source, alpha unchanged. */
  readonly raster: Raster;
  /** What the network has learned (see parameterLayout); undefined when nothing was trained. */
  readonly parameters?: Float32Array;
  readonly statistics: DenoiseStatistics;
  /** Sentences for the user: what was found in the page and treated in a way of its own. Mostly empty. */
  readonly notes: readonly Text[];
}

/** Of an image that had nothing to learn from. */
export const noTraining: DenoiseStatistics = {
  iterations: 0,
  loss: Number.NaN,
  trainSeconds: 0,
  inferSeconds: 0,
  endedEarly: false,
};

/** Smallest side that has a 2x2 block to learn from. */
const smallestSide = 2;
const now = () => performance.now() / 1000;

/**
 * Denoises one page by a recipe: trains the network on crops of the page alone, then applies it to the page in tiles.
 * Deterministic for given samples, recipe and engine.
 * @param start parameters to go on from, of an earlier page with as many colour channels; unset: random ones.
 * @throws DenoiseError `too-small`, `cancelled`, `engine-failed`, `out-of-memory`
 */
export async function denoiseByRecipe(
  raster: Raster,
  recipe: TrainedRecipe,
  seed: number,
  engine: Engine,
  hooks: DenoiseHooks = {},
  start?: Float32Array,
  page: PreparedPage = preparePage(raster),
): Promise<DenoiseResult> {
  assertLargeEnough(raster);
  if (isWithoutNoise(page)) {
    const result = recipe.samples === 'float32' ? asFloats(raster) : raster;
    return { raster: result, statistics: noTraining, notes: page.notes };
  }
  return finished(page, await cleanPage(page, recipe, seed, engine, hooks, start), recipe.samples, seed);
}

/** Throws DenoiseError `too-small` when there is no 2x2 block to learn from. */
export function assertLargeEnough(raster: Raster): void {
  if (raster.width < smallestSide || raster.height < smallestSide) {
    throw new DenoiseError(
      'too-small',
      text(
        'the image is {0}x{1} pixels; the method learns from 2x2 blocks, so both sides must be at least {2}',
        raster.width,
        raster.height,
        smallestSide,
      ),
    );
  }
}

/** A page as its network has cleaned it. */
export interface CleanedPage extends Pick<DenoiseResult, 'parameters' | 'statistics'> {
  /** As the page; in floats, neither rounded nor cut to the range, where `finished` makes the result of these. */
  readonly raster: Raster;
  readonly isExact: boolean;
}

/** Trains on a page and cleans it; what `finished` does is still to be done. Throws as `denoise` does. */
export async function cleanPage(
  page: PreparedPage,
  recipe: TrainedRecipe,
  seed: number,
  engine: Engine,
  hooks: DenoiseHooks = {},
  start?: Float32Array,
): Promise<CleanedPage> {
  const { source: raster, filled, range, foreign } = page;
  assertLargeEnough(raster);
  const { colorChannels: channels } = raster;
  const crop: CropShape = { channels, ...cropSizeFor(raster, recipe.cropSize), loss: recipe.loss };
  const places = CropPlaces.of(filled, foreign, crop.cropWidth, crop.cropHeight);
  const reader = createRegionReader(filled, range, places);
  const liveView = hooks.live && new LiveView(page, hooks.live);
  const trained = await train(
    filled,
    reader,
    {
      start: (parameters) => engine.createTrainer(zsN2nSetup(crop, recipe.batch, parameters)),
      parameters: start ?? initialParameters(channels, createRandom(seed, 0)),
      recipe,
      crop,
      random: createRandom(seed, 1),
      checkRandom: createRandom(seed, 2),
      afterSteps: async (trainer) => liveView?.update(trainer),
    },
    hooks,
  );
  const { trainer, iterations, loss, seconds: trainSeconds, endedEarly } = trained;
  try {
    const begun = now();
    const isExact = needsExactResult(filled, recipe.samples, page.mask);
    const cleaned = await applyNetwork(filled, reader, range, trainer, recipe.symmetries, hooks, isExact);
    return {
      raster: cleaned,
      isExact,
      parameters: await trainer.parameters(),
      statistics: { iterations, loss, trainSeconds, inferSeconds: now() - begun, endedEarly },
    };
  } finally {
    trainer.dispose();
  }
}

/** Makes a result in the samples asked for, with everything that is no measurement as in the source. */
export function finished(
  page: PreparedPage,
  { raster, isExact, parameters, statistics }: CleanedPage,
  samples: ResultSamples,
  seed: number,
): DenoiseResult {
  const result = isExact ? resultOf(page.filled, raster, samples, seed, page.mask) : { raster, notes: [] };
  return {
    raster: finishPage(page, result.raster),
    parameters,
    statistics,
    notes: [...page.notes, ...result.notes],
  };
}
