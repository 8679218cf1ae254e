import { optionRanges, type Preset, presets } from '../../src/core/denoise/options';
import { methodAboutOf, methods } from '../../src/core/methods/catalogue';
import type { RunOverrides } from '../../src/shared/run';

export const tuneNumbers = ['iterations', 'learningRate', 'sigma', 'strength', 'seed'] as const;
export type TuneNumber = (typeof tuneNumbers)[number];

/** Numbers that a method may have or not. */
export type MethodNumber = Exclude<TuneNumber, 'strength'>;
export const methodNumbers = ['iterations', 'learningRate', 'sigma', 'seed'] as const satisfies MethodNumber[];

/** What the tune panel says: a method, a preset, and numbers, each in its range. A sigma of 0 is to be estimated. */
export type TuneValues = { readonly method: string; readonly preset: Preset } & {
  readonly [K in TuneNumber]: number;
};

/** Whether a method has a number to choose. */
export const hasNumber = (method: string, name: MethodNumber): boolean => methodAboutOf(method).options.includes(name);

/** What a preset of a method sets; for numbers that it leaves alone, their defaults. */
function ownNumbers(method: string, preset: Preset): Pick<TuneValues, 'iterations' | 'learningRate' | 'sigma'> {
  const { iterations, learningRate, sigma } = optionRanges;
  const defaults = { iterations: iterations.default, learningRate: learningRate.default, sigma: sigma.default };
  return { ...defaults, ...methodAboutOf(method).presetValues(preset) };
}

/** The values that a run with these options goes by; the preset's own numbers where the options have none. */
export function valuesOf(options: RunOverrides): TuneValues {
  const { method, preset, seed, strength } = options;
  const own = ownNumbers(method, preset);
  const { iterations = own.iterations, learningRate = own.learningRate, sigma = own.sigma } = options;
  return { method, preset, iterations, learningRate, sigma, strength, seed };
}

/** Another preset brings its own numbers; `custom` begins with those that are there. */
export function withPreset(values: TuneValues, preset: Preset): TuneValues {
  return preset === 'custom' ? { ...values, preset } : { ...values, ...ownNumbers(values.method, preset), preset };
}

/** What a run is to do otherwise than the settings say. A preset's own numbers are left to it. */
export function overridesOf(values: TuneValues): Partial<RunOverrides> {
  const { method, preset, strength } = values;
  const own: Partial<Record<MethodNumber, number>> = preset === 'custom' ? {} : ownNumbers(method, preset);
  const chosen = methodNumbers.filter((name) => hasNumber(method, name) && values[name] !== own[name]);
  return { method, preset, strength, ...Object.fromEntries(chosen.map((name) => [name, values[name]])) };
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
    methods.some(({ id }) => id === values.method) &&
    presets.some((preset) => preset === values.preset) &&
    tuneNumbers.every(isNumber)
  );
}
