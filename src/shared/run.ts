import type { PaletteChoice, ResultSamples } from '../core/codecs/codec';
import type { DenoiseOptions } from '../core/denoise/options';
import type { EngineId } from '../core/engines/engine';
import type { Look } from './viewing';

/* What a run is to do, how far it is and what came of it. */

export const engineChoices = ['auto', 'webgl', 'cpu'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** What a person chooses in the page for one run, in place of the settings. */
export type RunOverrides = Omit<DenoiseOptions, 'stopEarly' | 'samples'>;

/** A run as the page or a command asks for it. */
export interface RunRequest {
  readonly pages: 'all' | 'current';
  readonly overrides?: Partial<RunOverrides>;
  /** In place of the settings'. */
  readonly samples?: ResultSamples;
}

/** What one run is to do. */
export interface RunSettings {
  /** The one page to denoise, from 0; undefined: all pages. */
  readonly page?: number;
  readonly options: DenoiseOptions;
  readonly engine: EngineChoice;
  readonly palette: PaletteChoice;
  /** Pages of a stack start from the network of the page before them. */
  readonly reusePages: boolean;
}

/** Why `auto` (or the person) ended up with the engine that runs. */
export type EngineReason =
  | 'chosen'
  | 'hardware-webgl'
  | 'no-webgl'
  | 'software-webgl'
  | 'half-float-webgl'
  | 'gpu-lost'
  | 'no-network';

export interface EngineReport {
  readonly id: EngineId;
  readonly description: string;
  readonly reason: EngineReason;
  /** The WebGL renderer's own name, when the browser tells it. */
  readonly renderer?: string;
}

/** A part of a page to be denoised for a look at what the settings do. */
export interface PreviewRequest extends Look {
  readonly settings: RunSettings;
}

/** A share of the work, whatever is being done. */
export interface RunProgress {
  readonly phase: 'train' | 'infer';
  /** Page being worked on, from 0, and how many there are. */
  readonly page: number;
  readonly pages: number;
  readonly step: number;
  readonly steps: number;
  readonly loss?: number;
  readonly learningRate?: number;
  readonly secondsLeft?: number;
}

export interface RunSummary {
  readonly engine: EngineReport;
  readonly iterations: number;
  readonly loss: number;
  readonly trainSeconds: number;
  readonly inferSeconds: number;
  /** Estimated standard deviation of the noise of the first page, in the file's units. */
  readonly noiseBefore: number;
  readonly noiseAfter: number;
  /** Ended by Stop before all steps were done. */
  readonly stopped: boolean;
  /** The samples that the result has. */
  readonly samples?: ResultSamples;
  /** Ended before the last step because there was nothing more to gain. */
  readonly endedEarly: boolean;
}
