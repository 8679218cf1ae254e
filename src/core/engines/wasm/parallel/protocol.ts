import type { ErrorData } from '../../../errors';
import type { LossTerms } from '../../../networks/loss';
import type { Evaluation } from '../../engine';
import type { FusedSetup } from '../../fused';
import type { ExchangeLink } from './exchange';

/** What the engine asks of a thread. */
export type Request =
  /** Answered once the thread runs. */
  | { readonly kind: 'hello' }
  | {
      readonly kind: 'create';
      readonly module: WebAssembly.Module;
      readonly setup: FusedSetup;
      readonly thread: number;
      /** How many of the threads train. */
      readonly parties: number;
      /** Unset for threads that only infer. */
      readonly link?: ExchangeLink;
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
    }
  | { readonly kind: 'parameters' }
  | { readonly kind: 'setParameters'; readonly parameters: Float32Array }
  | { readonly kind: 'dispose' };

/** What a thread answers to each. */
export interface Answers {
  hello: undefined;
  create: undefined;
  train: LossTerms;
  evaluate: Evaluation;
  /** [endRow - firstRow][width][channel] */
  infer: Float32Array<ArrayBuffer>;
  parameters: Float32Array<ArrayBuffer>;
  setParameters: undefined;
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
  | { readonly id: number; readonly ok: false; readonly error: ErrorData };
