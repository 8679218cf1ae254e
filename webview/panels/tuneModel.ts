import { type DenoiseOptions, optionRanges, type Preset, presets } from '../../src/core/denoise/options';
import { recipeFor } from '../../src/core/denoise/recipe';
import type { RunOverrides } from '../../src/shared/protocol';

export const tuneNumbers = ['iterations', 'learningRate', 'strength', 'seed'] as const;
export type TuneNumber = (typeof tuneNumbers)[number];

/** What the tune panel says: a preset and numbers, each in its range. */
export type TuneValues = { readonly preset: Preset } & { readonly [K in TuneNumber]: number };

/** The values that a run with these options goes by; the preset's own numbers where the options have none. */
export function valuesOf(options: Omit<DenoiseOptions, 'method'>): TuneValues {
  const { preset, seed, strength } = options;
  const { iterations, learningRate } = recipeFor({ method: 'zs-n2n', ...options });
  return { preset, iterations, learningRate, strength, seed };
}

/** Another preset brings its own numbers; `custom` begins with those that are there. */
export function withPreset(values: TuneValues, preset: Preset): TuneValues {
  if (preset === 'custom') return { ...values, preset };
  const { seed, strength } = values;
  return valuesOf({ preset, seed, strength });
}

/** What a run is to do otherwise than the settings say. A preset's own numbers are left to it. */
export function overridesOf(values: TuneValues): Partial<RunOverrides> {
  const { preset, iterations, learningRate, seed, strength } = values;
  const own = recipeFor({ method: 'zs-n2n', preset, seed, strength });
  const isCustom = preset === 'custom';
  return {
    preset,
    seed,
    strength,
    ...((isCustom || iterations !== own.iterations) && { iterations }),
    ...((isCustom || learningRate !== own.learningRate) && { learningRate }),
  };
}

export type NumberProblem = 'notNumber' | 'notWhole' | 'outOfRange';

/** A number as a person typed it; a problem when it is none that the option takes. */
export function parseNumber(name: TuneNumber, text: string): number | NumberProblem {
  const { min, max, integer } = optionRanges[name];
  const value = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(value)) return integer ? 'notWhole' : 'notNumber';
  if (integer && !Number.isInteger(value)) return 'notWhole';
  return value >= min && value <= max ? value : 'outOfRange';
}

/** Whether something kept from before is a set of values that still is in its ranges. */
export function isTuneValues(kept: unknown): kept is TuneValues {
  if (typeof kept !== 'object' || kept === null) return false;
  const values = kept as Partial<Record<string, unknown>>;
  const isNumber = (name: TuneNumber) => typeof parseNumber(name, String(values[name])) === 'number';
  return presets.some((preset) => preset === values.preset) && tuneNumbers.every(isNumber);
}
