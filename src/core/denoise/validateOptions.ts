import { resultSamples } from '../codecs/codec';
import { DenoiseError } from '../errors';
import { methodAboutOf, methods } from '../methods/catalogue';
import type { MethodAbout } from '../methods/method';
import { text } from '../text';
import {
  booleanOf,
  type DenoiseOptions,
  defaultOptions,
  inRange,
  type MethodOption,
  methodOptions,
  oneOf,
  presets,
  type RawOptions,
} from './options';

/**
 * Fills in defaults and checks every value. Throws DenoiseError `invalid-option` that names the option and its range, also
 * of options that the method does not have.
 */
export function validateOptions(raw: RawOptions): DenoiseOptions {
  const ids = methods.map(({ id }) => id);
  const method = methodAboutOf(oneOf('method', ids, raw.method ?? defaultOptions.method));
  for (const name of methodOptions) if (raw[name] !== undefined) assertHas(method, name);
  const iterations = raw.iterations === undefined ? undefined : inRange('iterations', raw.iterations);
  const learningRate = raw.learningRate === undefined ? undefined : inRange('learningRate', raw.learningRate);
  const sigma = raw.sigma === undefined ? undefined : inRange('sigma', raw.sigma);
  const samples = oneOf('resultSamples', resultSamples, raw.samples ?? 'asSource');
  return {
    method: method.id,
    preset: oneOf('preset', presets, raw.preset ?? defaultOptions.preset),
    ...(iterations !== undefined && { iterations }),
    ...(learningRate !== undefined && { learningRate }),
    seed: inRange('seed', raw.seed ?? defaultOptions.seed),
    strength: inRange('strength', raw.strength ?? defaultOptions.strength),
    stopEarly: booleanOf('stopEarly', raw.stopEarly ?? defaultOptions.stopEarly),
    ...(sigma && { sigma }),
    ...(samples !== 'asSource' && { samples }),
  };
}

function assertHas({ id, options }: MethodAbout, name: MethodOption): void {
  if (options.includes(name)) return;
  throw new DenoiseError(
    'invalid-option',
    text('{0} is none of the options of the method {1}; it has {2}', name, id, options.join(', ')),
  );
}
