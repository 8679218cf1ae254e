import type { LossTerms } from '../networks/loss';
import type { Program } from './program';

/** Which implementation runs the training step. */
export type EngineId = 'wasm' | 'generic' | 'tfjs' | 'webgl';

/** What is fixed for the whole of a training run. */
export interface TrainerSetup {
  readonly program: Program;
  /** Size of a training crop in pixels; both even, at least 2, and multiples of the network's alignment (see marginOf). */
  readonly cropHeight: number;
  readonly cropWidth: number;
  /** Crops that share one optimiser step; their losses are averaged. At least 1. */
  readonly batch: number;
  /** The flat parameter vector to start from (see parametersOf); copied, not kept. */
  readonly parameters: Float32Array;
}

/** Loss and its gradient at the present parameters. */
export interface Evaluation {
  readonly loss: LossTerms;
  /** dL/d(parameter), laid out as the parameter vector. */
  readonly gradient: Float32Array;
}

/**
 * Trains the network of one image. An engine never sees the image: it is handed crops to learn from and tiles to clean,
 * so its memory does not grow with the image. Values are in [0,1]. Calls must not overlap.
 */
export interface Trainer {
  /**
   * Runs `learningRates.length` Adam steps (betas 0.9 and 0.999, epsilon 1e-8; Kingma & Ba, 2015).
   * @param crops [step][batch], each as the program's objective says
   * @returns the mean of the loss over these steps, each taken before its update.
   */
  train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms>;
  /** Loss and gradient of one batch of crops, laid out as for `train`; changes nothing. */
  evaluate(crops: Float32Array): Promise<Evaluation>;
  /**
   * The network's result, not clamped, with zero padding around the tile. When it rejects with DenoiseError
   * `out-of-memory`, the network is as it was, and a smaller tile may fit.
   * @param tile [height][width][channel], both sides multiples of the network's alignment
   * @returns [height][width][channel of the result]
   */
  infer(tile: Float32Array, height: number, width: number): Promise<Float32Array>;
  /** A copy of the flat parameter vector. */
  parameters(): Promise<Float32Array>;
  /** Frees what the trainer holds. Every later call rejects. */
  dispose(): void;
}

export interface Engine {
  readonly id: EngineId;
  /** For people: what runs where, such as "WebAssembly SIMD on 2 threads". */
  readonly description: string;
  supports(program: Program): boolean;
  /** How long a program that it supports takes here, roughly, to compare engines by; see costAt. */
  cost(program: Program): number;
  /** Throws DenoiseError: `out-of-memory` when the device cannot hold the run, `engine-failed`. */
  createTrainer(setup: TrainerSetup): Promise<Trainer>;
  dispose(): void;
}
