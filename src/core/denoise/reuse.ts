import type { DenoiseOptions } from './options';
import { recipeFor } from './recipe';

/** What a page taught, for other pages with as many colour channels. */
export interface LearnedNetwork {
  /** See parameterLayout. */
  readonly parameters: Float32Array;
  readonly colorChannels: number;
}

/** Part of the steps that a page needs which starts from another page's network. */
const shareOfSteps = 0.25;

/** The options of a page that starts from what was learned, if anything was. */
export function optionsFrom(options: DenoiseOptions, learned: LearnedNetwork | undefined): DenoiseOptions {
  if (!learned) return options;
  return { ...options, iterations: Math.max(1, Math.round(recipeFor(options).iterations * shareOfSteps)) };
}
