import type { EncodedImage, ImageDocument, WriteOptions } from '../codecs/codec';
import { Notes } from '../codecs/notes';
import { DenoiseError } from '../errors';
import type { Raster } from '../image/raster';
import type { Region } from '../image/region';
import type { Machine } from '../methods/machine';
import { type Text, text } from '../text';
import type { AssumptionWarning } from './assumptions';
import { blend, type PageReader } from './blend';
import type { DenoiseHooks, DenoiseProgress } from './hooks';
import { roundBlend } from './lowCounts';
import type { DenoiseOptions } from './options';
import { denoisePage } from './page';
import { describeFindings, type PageFindings } from './pageFindings';
import type { LearnedNetworks } from './reuse';
import { type DenoiseStatistics, noTraining } from './session';
import { addStatistics } from './statistics';

export type DocumentProgress = DenoiseProgress & {
  /** Place of the page being worked on among those that are to be done, from 0, and how many these are. */
  readonly page: number;
  readonly pages: number;
};

/** As LivePreview, of a file: the page is the one being worked on. */
export interface DocumentLivePreview {
  region(page: number): Region | undefined;
  show(piece: Raster, place: Region, page: number): void;
}

export interface DocumentHooks extends Omit<DenoiseHooks, 'onProgress' | 'live'> {
  onProgress?(progress: DocumentProgress): void;
  readonly live?: DocumentLivePreview;
}

/** What is to be done with a file's pages, and how the result is written. */
export interface DocumentPlan extends Omit<WriteOptions, 'samples'> {
  /** The one page to denoise; unset: all of them. */
  readonly page?: number;
  /** Pages denoised before, which stay so when one page is denoised; all others go through as they are in the source. */
  readonly earlier?: { readonly pages: ReadonlySet<number>; readonly result: PageReader };
  /** Each page but the first starts from the network of the page before it, and trains for a part of the steps. */
  readonly reusePages?: boolean;
}

export interface DenoisedDocument {
  /** The file, blended to the strength asked for, everything but the samples as in the source. */
  readonly encoded: EncodedImage;
  /** The first page that was denoised, before and after. */
  readonly first: { readonly original: Raster; readonly result: Raster };
  /** The pages whose samples are not the source's. */
  readonly cleaned: ReadonlySet<number>;
  /** Steps and seconds summed over the pages; the loss is the last page's. */
  readonly statistics: DenoiseStatistics;
  /** Sentences for the user: what was found in the pages (see DenoiseResult), then what could not be written as it was. */
  readonly notes: readonly Text[];
  /** Sentences on what was treated in a way of its own; the notes have them, too. */
  readonly found: readonly Text[];
  /** What was found in the pages that were denoised; the notes say it, too. */
  readonly findings: PageFindings;
  readonly decodeSeconds: number;
  readonly encodeSeconds: number;
}

/**
 * Denoises the pages of a file, or one of them. Pages are decoded, denoised and encoded one after the other, so that
 * memory holds one of them. After Stop, the pages still to come are cleaned with what was learned so far, so that the
 * result is whole. At strength 0 nothing is trained. Throws as `denoise`, `readPage` and `write` do.
 */
export async function denoiseDocument(
  document: ImageDocument,
  options: DenoiseOptions,
  machine: Machine,
  plan: DocumentPlan = {},
  hooks: DocumentHooks = {},
): Promise<DenoisedDocument> {
  const begun = performance.now();
  const total = plan.page === undefined ? document.info.pages : 1;
  const cleaned = new Set<number>();
  let first: DenoisedDocument['first'] | undefined;
  let decodeSeconds = 0;
  let statistics = noTraining;
  let learned: LearnedNetworks | undefined;
  let pagesDone = 0;
  const notes = new Notes();
  const findings = new Map<number, readonly AssumptionWarning[]>();

  const cleanPage = async (page: number): Promise<Raster> => {
    const opened = performance.now();
    const original = await document.readPage(page);
    decodeSeconds += (performance.now() - opened) / 1000;
    if (options.strength === 0) {
      // the result is the original whatever is learned
      pagesDone++;
      first ??= { original, result: original };
      return original;
    }
    const mayStart = plan.reusePages || hooks.stop?.aborted;
    const pageHooks = hooksOf(hooks, page, { page: pagesDone, pages: total });
    const denoised = await denoisePage(original, options, machine, pageHooks, {
      learned: mayStart ? learned : undefined,
    });
    if (denoised.learned.size > 0) learned = denoised.learned;
    statistics = addStatistics(statistics, denoised.statistics);
    for (const note of denoised.notes) notes.add(total > 1 ? text('Page {0}: {1}', page + 1, note) : note);
    findings.set(page, denoised.findings);
    pagesDone++;
    const result = blend(original, denoised.raster, options.strength);
    first ??= { original, result };
    return result;
  };

  /** A page denoised before; perhaps it is to be written in other samples than it was then. */
  const earlierPage = async (page: number): Promise<Raster | undefined> => {
    const earlier = await plan.earlier?.result.readPage(page);
    const isFloat = earlier?.sampleFormat === 'float' && document.info.sampleFormat !== 'float';
    if (!earlier || !isFloat || options.samples === 'float32') return earlier;
    return roundBlend(await document.readPage(page), earlier, earlier.samples);
  };

  const pageToWrite = async (page: number): Promise<Raster | undefined> => {
    const isWanted = plan.page === undefined || plan.page === page;
    if (!isWanted && !plan.earlier?.pages.has(page)) return undefined;
    cleaned.add(page);
    return isWanted ? cleanPage(page) : earlierPage(page);
  };

  const encoded = await document.write(pageToWrite, { ...plan, samples: options.samples });
  if (!first) throw new DenoiseError('unsupported', 'the file has no page that can be read');
  const spent = decodeSeconds + statistics.trainSeconds + statistics.inferSeconds;
  const encodeSeconds = Math.max(0, (performance.now() - begun) / 1000 - spent);
  const found = notes.all();
  for (const note of describeFindings(findings, total)) notes.add(note);
  for (const note of encoded.notes) notes.add(note);
  return { encoded, first, cleaned, statistics, found, findings, notes: notes.all(), decodeSeconds, encodeSeconds };
}

function hooksOf(
  { onProgress, live, cancel, stop }: DocumentHooks,
  page: number,
  place: Pick<DocumentProgress, 'page' | 'pages'>,
): DenoiseHooks {
  return {
    cancel,
    stop,
    onProgress: (progress) => onProgress?.({ ...progress, ...place }),
    live: live && {
      region: () => live.region(page),
      show: (piece, region) => live.show(piece, region, page),
    },
  };
}
