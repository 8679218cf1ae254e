import * as vscode from 'vscode';
import {
  type DecodeLimits,
  defaultLimits,
  paletteChoices,
  type ResultSamples,
  resultSamples,
} from '../core/codecs/codec';
import { type DenoiseOptions, type MethodOption, oneOf } from '../core/denoise/options';
import { validateOptions } from '../core/denoise/validateOptions';
import { DenoiseError } from '../core/errors';
import { methods } from '../core/methods/catalogue';
import { type ConflictPolicy, conflictPolicies, defaultSuffix } from '../core/outputName';
import { text } from '../core/text';
import { engineChoices, type RunOverrides, type RunSettings } from '../shared/run';

export const section = 'zeroShotDenoise';

/** All of them, as the manifest names them (checked by a test). */
export const settingNames = [
  'method',
  'preset',
  'iterations',
  'learningRate',
  'sigma',
  'seed',
  'strength',
  'stopEarly',
  'engine',
  'autoSave',
  'outputSuffix',
  'outputFolder',
  'onConflict',
  'palette',
  'resultSamples',
  'reusePages',
  'maxMegapixels',
  'maxPages',
] as const;
export type SettingName = (typeof settingNames)[number];

/** Of a workspace that is not trusted these are not taken, as the manifest says too (checked by a test). */
export const restrictedSettings: readonly SettingName[] = [
  'outputFolder',
  'outputSuffix',
  'onConflict',
  'autoSave',
  'maxMegapixels',
  'maxPages',
];

/**
 * The value that holds for the file. VS Code itself keeps the restricted settings of a workspace that is not trusted away,
 * and so does this: what files are written must not hang on the manifest alone.
 */
export function settingOf(uri: vscode.Uri, name: SettingName): unknown {
  const settings = vscode.workspace.getConfiguration(section, uri);
  if (vscode.workspace.isTrusted || !restrictedSettings.includes(name)) return settings.get(name);
  const found = settings.inspect(name);
  return found?.globalValue ?? found?.defaultValue;
}

/** Options of methods that presets set. */
const presetOptions: ReadonlySet<MethodOption> = new Set(['iterations', 'learningRate']);

/** Options of all methods that are settings of the same name. */
const directOptions = ['method', 'strength'] as const satisfies (keyof DenoiseOptions)[];

export const autoSaveChoices = ['explorer', 'always', 'never'] as const;
export type AutoSave = (typeof autoSaveChoices)[number];

/** Where and how results are written. */
export interface OutputSettings {
  readonly suffix: string;
  /** Relative to the image's folder; empty: that folder itself. */
  readonly folder: string;
  readonly onConflict: ConflictPolicy;
  /** Floats of any format are in a TIFF file, which has to be called one. */
  readonly samples: ResultSamples;
}

/**
 * The settings that hold for a file, checked, with what the page chose in their place. Throws DenoiseError
 * `invalid-option` that names the setting.
 */
export function readRunSettings(uri: vscode.Uri, overrides: Partial<RunOverrides> = {}): RunSettings {
  // by themselves first: a mistake in them is none of the settings'
  validateOptions(overrides);
  const setting = (name: SettingName) => settingOf(uri, name);
  return named(() => {
    const preset = overrides.preset ?? setting('preset');
    const method = overrides.method ?? setting('method');
    // of the settings each method takes those it has; the preset brings its own numbers, only `custom` takes them from here
    const has = methods.find(({ id }) => id === method)?.options ?? [];
    const own = has
      .filter((name) => preset === 'custom' || !presetOptions.has(name))
      .map((name) => [name, setting(name)]);
    const ofSettings = {
      ...Object.fromEntries(directOptions.map((name) => [name, setting(name)])),
      preset,
      samples: setting('resultSamples'),
      ...Object.fromEntries(own),
    };
    return {
      options: validateOptions({ ...ofSettings, ...given(overrides) }),
      engine: oneOf('engine', engineChoices, setting('engine')),
      palette: oneOf('palette', paletteChoices, setting('palette')),
      reusePages: setting('reusePages') !== false,
    };
  });
}

/** Structured clone keeps fields that are there but undefined; they must not hide the settings. */
const given = (overrides: Partial<RunOverrides>): Partial<RunOverrides> =>
  Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));

/** Throws DenoiseError `invalid-option` that names the setting. */
export function readOutputSettings(uri: vscode.Uri): OutputSettings {
  return named(() => ({
    suffix: textOf('outputSuffix', settingOf(uri, 'outputSuffix') ?? defaultSuffix),
    folder: textOf('outputFolder', settingOf(uri, 'outputFolder') ?? ''),
    samples: oneOf('resultSamples', resultSamples, settingOf(uri, 'resultSamples')),
    onConflict: oneOf('onConflict', conflictPolicies, settingOf(uri, 'onConflict')),
  }));
}

function textOf(name: SettingName, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new DenoiseError('invalid-option', text('{0} is {1}; it must be a text', name, JSON.stringify(value)));
}

export function readAutoSave(uri: vscode.Uri): AutoSave {
  return named(() => oneOf('autoSave', autoSaveChoices, settingOf(uri, 'autoSave')));
}

/** Ranges of the settings that limit what is opened, checked against the manifest by a test. */
export const limitRanges = {
  maxMegapixels: { min: 1, max: 2000, default: defaultLimits.maxPixels / 1_000_000 },
  maxPages: { min: 1, max: 10_000_000, default: defaultLimits.maxPages },
} as const;

/** The largest file to open. Throws DenoiseError `invalid-option` that names the setting. */
export function readLimits(uri: vscode.Uri): DecodeLimits {
  const read = (name: keyof typeof limitRanges): number => {
    const value = settingOf(uri, name);
    const { min, max } = limitRanges[name];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw new DenoiseError(
      'invalid-option',
      text('Setting {0}.{1} must be a number from {2} to {3}', section, name, min, max),
    );
  };
  return { maxPixels: read('maxMegapixels') * 1_000_000, maxPages: read('maxPages') };
}

/** Options are named as settings are, so the section's name in front makes them findable. */
function named<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DenoiseError)) throw error;
    throw new DenoiseError(error.code, text('Setting {0}.{1}', section, error.text), { cause: error });
  }
}
