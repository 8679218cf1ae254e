import { DenoiseError } from '../errors';
import type { Raster } from '../image/raster';
import type { Region } from '../image/region';
import { yieldToEvents } from './events';

export type DenoiseProgress =
  | {
      readonly phase: 'train';
      /** Steps done and to do. */
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly learningRate: number;
      readonly secondsLeft: number;
    }
  | {
      readonly phase: 'infer';
      /** Tiles done and to do. */
      readonly step: number;
      readonly steps: number;
    };

/** Where the network's work is to be seen while it still learns, and who wants to see it. */
export interface LivePreview {
  /** The part of the page that is looked at now; undefined: none, and no time is spent on it. */
  region(): Region | undefined;
  /** A piece of it as the network would clean it now, and where the piece lies: samples in the page's own format. */
  show(piece: Raster, place: Region): void;
}

/** How a caller watches and steers a run. */
export interface DenoiseHooks {
  onProgress?(progress: DenoiseProgress): void;
  /** Abort: nothing is returned, the run throws DenoiseError `cancelled`. */
  readonly cancel?: AbortSignal;
  /** Abort: training ends here, and what it has learned so far is used. */
  readonly stop?: AbortSignal;
  /** Called for looks at the unfinished result; they cost about a tenth of the training time. */
  readonly live?: LivePreview;
}

/** Lets waiting messages (Stop, Cancel) in. Throws when the run was cancelled. */
export async function breathe(hooks: DenoiseHooks): Promise<void> {
  await yieldToEvents();
  if (hooks.cancel?.aborted) throw new DenoiseError('cancelled', 'denoising was cancelled');
}
