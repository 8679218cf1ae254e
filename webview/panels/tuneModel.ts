import { type Method, methods, optionRanges, type Preset, presets } from '../../src/core/denoise/options';
import { presetNumbers } from '../../src/core/denoise/recipe';
import type { RunOverrides } from '../../src/shared/run';

export const tuneNumbers = ['iterations', 'learningRate', 'strength', 'seed'] as const;
export type TuneNumber = (typeof tuneNumbers)[number];

/** What the tune panel says: a method, a preset, and numbers, each in its range. */
export type TuneValues = { readonly method: Method; readonly preset: Preset } & {
  readonly [K in TuneNumber]: number;
};

/** The values that a run with these options goes by; the preset's own numbers where the options have none. */
export function valuesOf(options: RunOverrides): TuneValues {
  const { method, preset, seed, strength } = options;
  const numbers = presetNumbers(preset);
  const { iterations = numbers.iterations, learningRate = numbers.learningRate } = options;
  return { method, preset, iterations, learningRate, strength, seed };
}

/** Another preset brings its own numbers; `custom` begins with those that are there. */
export function withPreset(values: TuneValues, preset: Preset): TuneValues {
  return preset === 'custom' ? { ...values, preset } : { ...values, preset, ...presetNumbers(preset) };
}

/** What a run is to do otherwise than the settings say. A preset's own numbers are left to it. */
export function overridesOf(values: TuneValues): Partial<RunOverrides> {
  const { method, preset, iterations, learningRate, seed, strength } = values;
  const own = presetNumbers(preset);
  const isCustom = preset === 'custom';
  return {
    method,
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
  return (
    methods.some((method) => method === values.method) &&
    presets.some((preset) => preset === values.preset) &&
    tuneNumbers.every(isNumber)
  );
}
