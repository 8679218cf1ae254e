import type { ResultSamples } from '../codecs/codec';
import { DenoiseError } from '../errors';
import { text } from '../text';

export const presets = ['fast', 'balanced', 'best', 'reference', 'custom'] as const;
export type Preset = (typeof presets)[number];

/** What a person chooses for one run. Made by `validateOptions` only, so every value is in its range, and of a kind that the method has. */
export interface DenoiseOptions {
  /** One of the registry's; see core/methods. */
  readonly method: string;
  readonly preset: Preset;
  /** Optimiser steps; unset: the preset's own number. */
  readonly iterations?: number;
  /** Peak learning rate; unset: the preset's own. */
  readonly learningRate?: number;
  /** Start of the random numbers; the same seed and engine give the same result. */
  readonly seed: number;
  /** 0 keeps the original, 1 takes the denoised picture, between is a blend. */
  readonly strength: number;
  /** Whether training may end before its last step when it has nothing more to gain. */
  readonly stopEarly: boolean;
  /** Standard deviation of the noise in the file's units; unset: estimated. */
  readonly sigma?: number;
  /** Unset: those of the source. */
  readonly samples?: ResultSamples;
}

interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly default: number;
}

/** Ranges and defaults of the numbers; the manifest's settings and the command line state the same. */
export const optionRanges = {
  iterations: { min: 1, max: 200_000, integer: true, default: 5000 },
  learningRate: { min: 0.000001, max: 0.1, integer: false, default: 0.006 },
  seed: { min: 0, max: 4_294_967_295, integer: true, default: 1 },
  strength: { min: 0, max: 1, integer: false, default: 1 },
  sigma: { min: 0, max: 1e9, integer: false, default: 0 },
} as const satisfies Record<string, NumberRange>;

/** Options that some methods have and others have not. */
export const methodOptions = ['iterations', 'learningRate', 'seed', 'stopEarly', 'sigma'] as const;
export type MethodOption = (typeof methodOptions)[number];

export const defaultOptions: DenoiseOptions = {
  method: 'zs-n2n',
  preset: 'balanced',
  seed: optionRanges.seed.default,
  strength: optionRanges.strength.default,
  stopEarly: true,
};

/** Options as they arrive from outside: a settings file, a command line, a message. */
export type RawOptions = { readonly [K in keyof DenoiseOptions]?: unknown };

/** The value when it is one of the choices. Throws DenoiseError `invalid-option`. */
export function oneOf<T extends string>(name: string, choices: readonly T[], value: unknown): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw new DenoiseError(
      'invalid-option',
      text('{0} is {1}; it must be one of {2}', name, quoted(value), choices.join(', ')),
    );
  }
  return found;
}

/** The value when it is true or false. Throws DenoiseError `invalid-option`. */
export function booleanOf(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw new DenoiseError('invalid-option', text('{0} is {1}; it must be true or false', name, quoted(value)));
  }
  return value;
}

/** The number when it is in the option's range. Throws DenoiseError `invalid-option` that names both. */
export function inRange(name: keyof typeof optionRanges, value: unknown): number {
  const { min, max, integer } = optionRanges[name];
  if (typeof value !== 'number' || !(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
    const values = [name, quoted(value), min, max] as const;
    throw new DenoiseError(
      'invalid-option',
      integer
        ? text('{0} is {1}; it must be a whole number from {2} to {3}', ...values)
        : text('{0} is {1}; it must be a number from {2} to {3}', ...values),
    );
  }
  return value;
}

/** As it would stand in the settings file. */
const quoted = (value: unknown): string => String(JSON.stringify(value));
