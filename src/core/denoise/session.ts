import type { Engine } from '../engines/engine';
import { DenoiseError } from '../errors';
import type { Raster } from '../image/raster';
import { unitRangeOf } from '../image/unitRange';
import type { CropShape } from '../network/crop';
import { initialParameters } from '../network/layout';
import { createRegionReader, cropSizeFor } from './crops';
import type { DenoiseHooks } from './hooks';
import { applyNetwork } from './inference';
import { methodLoss } from './methodLoss';
import type { DenoiseOptions } from './options';
import { createRandom } from './random';
import { recipeFor } from './recipe';
import { train } from './training';

export interface DenoiseStatistics {
  /** Optimiser steps done; fewer than asked for after a stop. */
  readonly iterations: number;
  /** Mean loss over the last steps reported; NaN when nothing was trained. */
  readonly loss: number;
  readonly trainSeconds: number;
  readonly inferSeconds: number;
}

export interface DenoiseResult {
  /** The denoised raster at full strength: size, channels and depth of the source, alpha and extra samples unchanged. */
  readonly raster: Raster;
  /** What the network has learned (see parameterLayout); undefined when nothing was trained. */
  readonly parameters?: Float32Array;
  readonly statistics: DenoiseStatistics;
}

/** Smallest side that has a 2x2 block to learn from. */
const smallestSide = 2;
const now = () => performance.now() / 1000;

/**
 * Denoises one page: trains the network on crops of the page alone, then applies it to the page in tiles.
 * Deterministic for given samples, options and engine.
 * @param start parameters to go on from, of an earlier page with as many colour channels; unset: random ones.
 * @throws DenoiseError `too-small`, `cancelled`, `engine-failed`, `out-of-memory`
 */
export async function denoise(
  raster: Raster,
  options: DenoiseOptions,
  engine: Engine,
  hooks: DenoiseHooks = {},
  start?: Float32Array,
): Promise<DenoiseResult> {
  if (raster.width < smallestSide || raster.height < smallestSide) {
    throw new DenoiseError(
      'too-small',
      `the image is ${raster.width}x${raster.height} pixels; the method learns from 2x2 blocks, so both sides must be at least ${smallestSide}`,
    );
  }
  if (isConstant(raster)) {
    return { raster, statistics: { iterations: 0, loss: Number.NaN, trainSeconds: 0, inferSeconds: 0 } };
  }
  const range = unitRangeOf(raster);
  const reader = createRegionReader(raster, range);
  const recipe = recipeFor(options);
  const { colorChannels: channels } = raster;
  const crop: CropShape = { channels, ...cropSizeFor(raster, recipe.cropSize), loss: methodLoss[options.method] };
  const trained = await train(
    raster,
    reader,
    {
      start: (parameters) => engine.createTrainer({ ...crop, batch: recipe.batch, parameters }),
      parameters: start ?? initialParameters(channels, createRandom(options.seed, 0)),
      recipe,
      crop,
      random: createRandom(options.seed, 1),
    },
    hooks,
  );
  const { trainer, iterations, loss, seconds: trainSeconds } = trained;
  try {
    const begun = now();
    const result = await applyNetwork(raster, reader, range, trainer, recipe.symmetries, hooks);
    return {
      raster: result,
      parameters: await trainer.parameters(),
      statistics: { iterations, loss, trainSeconds, inferSeconds: now() - begun },
    };
  } finally {
    trainer.dispose();
  }
}

/** Whether every colour channel has one value throughout: there is nothing to remove, and it must come back as it is. */
function isConstant({ samples, channels, colorChannels }: Raster): boolean {
  for (let i = channels; i < samples.length; i += channels) {
    for (let c = 0; c < colorChannels; c++) if (samples[i + c] !== samples[c]) return false;
  }
  return true;
}
