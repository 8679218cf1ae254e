import { DenoiseError } from '../errors';
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

/** How a caller watches and steers a run. */
export interface DenoiseHooks {
  onProgress?(progress: DenoiseProgress): void;
  /** Abort: nothing is returned, the run throws DenoiseError `cancelled`. */
  readonly cancel?: AbortSignal;
  /** Abort: training ends here, and what it has learned so far is used. */
  readonly stop?: AbortSignal;
}

/** Lets waiting messages (Stop, Cancel) in. Throws when the run was cancelled. */
export async function breathe(hooks: DenoiseHooks): Promise<void> {
  await yieldToEvents();
  if (hooks.cancel?.aborted) throw new DenoiseError('cancelled', 'denoising was cancelled');
}
