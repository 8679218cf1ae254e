import type { ErrorCode } from '../../../errors';
import type { LossTerms } from '../../../network/loss';
import type { Evaluation, TrainerSetup } from '../../engine';
import type { SharedBatch } from './sharedBatch';

/** What the engine asks of a thread. Floats of any size lie in shared memory, not in the message. */
export type Request =
  | {
      readonly kind: 'create';
      readonly module: WebAssembly.Module;
      readonly setup: TrainerSetup;
      readonly thread: number;
      readonly batch: SharedBatch;
    }
  | { readonly kind: 'train'; readonly crops: Float32Array; readonly learningRates: Float32Array }
  | { readonly kind: 'evaluate'; readonly crops: Float32Array }
  | {
      readonly kind: 'infer';
      readonly tile: Float32Array;
      readonly height: number;
      readonly width: number;
      readonly firstRow: number;
      readonly endRow: number;
      /** The rows of the result that the thread fills in. */
      readonly result: Float32Array;
    }
  | { readonly kind: 'parameters' }
  | { readonly kind: 'dispose' };

/** What a thread answers to each. */
export interface Answers {
  create: undefined;
  train: LossTerms;
  evaluate: Evaluation;
  infer: undefined;
  parameters: Float32Array;
  dispose: undefined;
}

export interface RequestMessage {
  readonly id: number;
  /** Trainers of one engine share its threads. */
  readonly trainer: number;
  readonly request: Request;
}

export type AnswerMessage =
  | { readonly id: number; readonly ok: true; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly ok: false; readonly error: { readonly code: ErrorCode; readonly message: string } };
