import type { DenoiseHooks } from '../denoise/hooks';
import type { DenoiseOptions, MethodOption, Preset } from '../denoise/options';
import type { PreparedPage } from '../denoise/preparedPage';
import type { CleanedPage } from '../denoise/session';
import type { Text } from '../text';
import type { Machine } from './machine';

/** One cleaning of a page. */
export interface MethodRun {
  /** What the method is to see of the page: without gaps, with the range its values are mapped by. */
  readonly page: PreparedPage;
  /** Checked; those that the method does not have are absent or at their defaults. */
  readonly options: DenoiseOptions;
  readonly machine: Machine;
  readonly hooks: DenoiseHooks;
  /** What an earlier page taught (see CleanedPage.parameters), when there is something that fits. */
  readonly start?: Float32Array;
}

/**
 * What is to be known of a way to denoise. Everything that offers methods (settings, command line, panel, documentation) goes
 * by this, without the code that does the work.
 */
export interface MethodAbout {
  /** In settings and on the command line. */
  readonly id: string;
  readonly name: Text;
  /** What it is for, in a line. */
  readonly purpose: Text;
  /** The paper. */
  readonly source: string;
  /** The options it has besides those of all methods (method, preset, strength, samples). */
  readonly options: readonly MethodOption[];
  /** What a preset sets of its options, where the person sets nothing. */
  presetValues(preset: Preset): Partial<Record<MethodOption, number>>;
}

/** A way to denoise. */
export interface Method extends MethodAbout {
  /** Throws DenoiseError `cancelled`, `engine-unavailable`, `engine-failed`, `out-of-memory`. */
  clean(run: MethodRun): Promise<CleanedPage>;
}
