import type { Preset } from '../core/denoise/options';

/** The texts of the tune panel; `{0}`, `{1}` are places for values. */
export interface TuneStrings {
  readonly title: string;
  readonly open: string;
  readonly openHint: string;
  readonly method: string;
  readonly preset: string;
  readonly presets: Readonly<Record<Preset, string>>;
  readonly iterations: string;
  readonly learningRate: string;
  readonly sigma: string;
  readonly strength: string;
  readonly strengthHint: string;
  readonly seed: string;
  readonly reset: string;
  readonly resetHint: string;
  readonly notNumber: string;
  readonly notWhole: string;
  readonly outOfRange: string;
}

/** The texts of the training panel. */
export interface TrainingStrings {
  readonly title: string;
  readonly curve: string;
  readonly loss: string;
  readonly learningRate: string;
  readonly stepsPerSecond: string;
}

/** The texts of the preview on a region. */
export interface PreviewStrings {
  readonly start: string;
  readonly startHint: string;
  readonly selection: string;
  readonly keys: string;
  readonly hint: string;
  readonly working: string;
  readonly done: string;
  readonly outside: string;
  readonly close: string;
}

/** The texts of the page bar. */
export interface PageStrings {
  readonly page: string;
  readonly axes: { readonly Channel: string; readonly Slice: string; readonly Time: string };
  readonly denoiseThis: string;
  readonly denoiseThisHint: string;
}

export interface PanelStrings {
  readonly tune: TuneStrings;
  readonly trainingPanel: TrainingStrings;
  readonly preview: PreviewStrings;
  readonly pageBar: PageStrings;
  readonly close: string;
}
