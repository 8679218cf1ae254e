import type { EncodedImage, ImageDocument, WriteOptions } from '../codecs/codec';
import type { Engine } from '../engines/engine';
import { DenoiseError } from '../errors';
import type { Raster } from '../image/raster';
import { blend } from './blend';
import type { DenoiseHooks, DenoiseProgress } from './hooks';
import type { DenoiseOptions } from './options';
import { type DenoiseStatistics, denoise, noTraining } from './session';

export type DocumentProgress = DenoiseProgress & {
  /** Page being worked on, from 0, and how many there are. */
  readonly page: number;
  readonly pages: number;
};

export interface DocumentHooks extends Omit<DenoiseHooks, 'onProgress'> {
  onProgress?(progress: DocumentProgress): void;
}

export interface DenoisedDocument {
  /** The file, blended to the strength asked for, everything but the samples as in the source. */
  readonly encoded: EncodedImage;
  /** The first page before and after. */
  readonly first: { readonly original: Raster; readonly result: Raster };
  /** Steps and seconds summed over the pages; the loss is the last page's. */
  readonly statistics: DenoiseStatistics;
  readonly decodeSeconds: number;
  readonly encodeSeconds: number;
}

/**
 * Denoises every page of a file, each by a network of its own. Pages are decoded, denoised and encoded one after the
 * other, so that memory holds one of them. After Stop, the pages still to come are cleaned with what was learned so far,
 * so that the result is whole. Throws as `denoise`, `readPage` and `write` do.
 */
export async function denoiseDocument(
  document: ImageDocument,
  options: DenoiseOptions,
  engine: Engine,
  writeOptions: WriteOptions,
  hooks: DocumentHooks = {},
): Promise<DenoisedDocument> {
  const total = document.info.pages;
  const begun = performance.now();
  let first: DenoisedDocument['first'] | undefined;
  let decodeSeconds = 0;
  let statistics = noTraining;
  let learned: { parameters: Float32Array; colorChannels: number } | undefined;

  const denoisePage = async (page: number): Promise<Raster> => {
    const opened = performance.now();
    const original = await document.readPage(page);
    decodeSeconds += (performance.now() - opened) / 1000;
    const { colorChannels } = original;
    const start = hooks.stop?.aborted && learned?.colorChannels === colorChannels ? learned.parameters : undefined;
    const pageHooks: DenoiseHooks = {
      ...hooks,
      onProgress: (progress) => hooks.onProgress?.({ ...progress, page, pages: total }),
    };
    const denoised = await denoise(original, options, engine, pageHooks, start);
    if (denoised.parameters) learned = { parameters: denoised.parameters, colorChannels };
    statistics = added(statistics, denoised.statistics);
    const result = blend(original, denoised.raster, options.strength);
    first ??= { original, result };
    return result;
  };

  const encoded = await document.write(denoisePage, writeOptions);
  if (!first) throw new DenoiseError('unsupported', 'the file has no page that can be read');
  const spent = decodeSeconds + statistics.trainSeconds + statistics.inferSeconds;
  const encodeSeconds = Math.max(0, (performance.now() - begun) / 1000 - spent);
  return { encoded, first, statistics, decodeSeconds, encodeSeconds };
}

function added(a: DenoiseStatistics, b: DenoiseStatistics): DenoiseStatistics {
  return {
    iterations: a.iterations + b.iterations,
    loss: b.loss,
    trainSeconds: a.trainSeconds + b.trainSeconds,
    inferSeconds: a.inferSeconds + b.inferSeconds,
    endedEarly: b.endedEarly,
  };
}
