import * as vscode from 'vscode';
import { paletteChoices } from '../core/codecs/codec';
import { type DenoiseOptions, oneOf, validateOptions } from '../core/denoise/options';
import { DenoiseError } from '../core/errors';
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
] as const;

/** Options that are settings of the same name, whatever the preset. */
const directOptions = ['method', 'seed', 'strength', 'stopEarly'] as const satisfies (keyof DenoiseOptions)[];

export const autoSaveChoices = ['explorer', 'always', 'never'] as const;
export type AutoSave = (typeof autoSaveChoices)[number];

/** Where and how results are written. */
export interface OutputSettings {
  readonly suffix: string;
  /** Relative to the image's folder; empty: that folder itself. */
  readonly folder: string;
  readonly onConflict: ConflictPolicy;
}

/**
 * The settings that hold for a file, checked, with what the page chose in their place. Throws DenoiseError
 * `invalid-option` that names the setting.
 */
export function readRunSettings(uri: vscode.Uri, overrides: Partial<RunOverrides> = {}): RunSettings {
  // by themselves first: a mistake in them is none of the settings'
  validateOptions(overrides);
  const settings = vscode.workspace.getConfiguration(section, uri);
  return named(() => {
    const preset = overrides.preset ?? settings.get('preset');
    // The preset brings its own numbers; only `custom` takes them from the settings.
    const own: Partial<Record<keyof DenoiseOptions, unknown>> =
      preset === 'custom' ? { iterations: settings.get('iterations'), learningRate: settings.get('learningRate') } : {};
    const ofSettings = {
      ...Object.fromEntries(directOptions.map((name) => [name, settings.get(name)])),
      preset,
      samples: settings.get('resultSamples'),
      ...own,
    };
    return {
      options: validateOptions({ ...ofSettings, ...given(overrides) }),
      engine: oneOf('engine', engineChoices, settings.get('engine')),
      palette: oneOf('palette', paletteChoices, settings.get('palette')),
      reusePages: settings.get('reusePages') !== false,
    };
  });
}

/** Structured clone keeps fields that are there but undefined; they must not hide the settings. */
const given = (overrides: Partial<RunOverrides>): Partial<RunOverrides> =>
  Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));

export function readOutputSettings(uri: vscode.Uri): OutputSettings {
  const settings = vscode.workspace.getConfiguration(section, uri);
  return named(() => ({
    suffix: settings.get<string>('outputSuffix', defaultSuffix),
    folder: settings.get<string>('outputFolder', ''),
    onConflict: oneOf('onConflict', conflictPolicies, settings.get('onConflict')),
  }));
}

export function readAutoSave(uri: vscode.Uri): AutoSave {
  const value = vscode.workspace.getConfiguration(section, uri).get('autoSave');
  return named(() => oneOf('autoSave', autoSaveChoices, value));
}

export const largestMegapixels = { min: 1, max: 2000, default: 200 } as const;

/** The largest page to open, in pixels. */
export function readMaxPixels(uri: vscode.Uri): number {
  const value = vscode.workspace.getConfiguration(section, uri).get('maxMegapixels');
  const { min, max } = largestMegapixels;
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new DenoiseError(
      'invalid-option',
      text('Setting {0}.maxMegapixels must be a number from {1} to {2}', section, min, max),
    );
  }
  return value * 1_000_000;
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
