import type { EncodedImage, ImageDocument, WriteOptions } from '../codecs/codec';
import type { Engine } from '../engines/engine';
import { estimateNoise } from '../image/noise';
import type { Raster } from '../image/raster';
import { blend } from './blend';
import type { DenoiseHooks, DenoiseProgress } from './hooks';
import type { DenoiseOptions } from './options';
import { type DenoiseStatistics, denoise } from './session';

export type DocumentProgress = DenoiseProgress & {
  /** Page being worked on, from 0, and how many there are. */
  readonly page: number;
  readonly pages: number;
};

export interface DocumentHooks extends Omit<DenoiseHooks, 'onProgress'> {
  onProgress?(progress: DocumentProgress): void;
}

export interface DenoisedDocument {
  /** Every page, blended to the strength asked for. */
  readonly pages: readonly Raster[];
  /** Steps and seconds summed over the pages; the loss is the last page's. */
  readonly statistics: DenoiseStatistics;
  /** Time spent decoding the pages. */
  readonly decodeSeconds: number;
  /** Estimated noise of the first page in the file's units. */
  readonly noiseBefore: number;
  readonly noiseAfter: number;
}

/**
 * Denoises every page of a file, each by a network of its own. After Stop, the pages still to come are cleaned with
 * what was learned so far, so that the result is whole. Throws as `denoise` and `readPage` do.
 */
export async function denoiseDocument(
  document: ImageDocument,
  options: DenoiseOptions,
  engine: Engine,
  hooks: DocumentHooks = {},
): Promise<DenoisedDocument> {
  const total = document.info.pages;
  const pages: Raster[] = [];
  let decodeSeconds = 0;
  let noiseBefore = Number.NaN;
  let noiseAfter = Number.NaN;
  let statistics: DenoiseStatistics = { iterations: 0, loss: Number.NaN, trainSeconds: 0, inferSeconds: 0 };
  let learned: { parameters: Float32Array; colorChannels: number } | undefined;

  for (let page = 0; page < total; page++) {
    const begun = performance.now();
    const original = await document.readPage(page);
    decodeSeconds += (performance.now() - begun) / 1000;
    const { colorChannels } = original;
    const start = hooks.stop?.aborted && learned?.colorChannels === colorChannels ? learned.parameters : undefined;
    const pageHooks: DenoiseHooks = {
      ...hooks,
      onProgress: (progress) => hooks.onProgress?.({ ...progress, page, pages: total }),
    };
    const result = await denoise(original, options, engine, pageHooks, start);
    if (result.parameters) learned = { parameters: result.parameters, colorChannels };
    const blended = blend(original, result.raster, options.strength);
    if (page === 0) {
      noiseBefore = estimateNoise(original);
      noiseAfter = estimateNoise(blended);
    }
    pages.push(blended);
    statistics = added(statistics, result.statistics);
  }
  return { pages, statistics, decodeSeconds, noiseBefore, noiseAfter };
}

/** The denoised pages as a file, everything else as in the source. */
export function encodePages(
  document: ImageDocument,
  pages: readonly Raster[],
  options: WriteOptions,
): Promise<EncodedImage> {
  return document.write(async (index) => pages[index], options);
}

function added(a: DenoiseStatistics, b: DenoiseStatistics): DenoiseStatistics {
  return {
    iterations: a.iterations + b.iterations,
    loss: b.loss,
    trainSeconds: a.trainSeconds + b.trainSeconds,
    inferSeconds: a.inferSeconds + b.inferSeconds,
  };
}
