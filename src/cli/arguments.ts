import { parseArgs } from 'node:util';
import { defaultLimits, type PaletteChoice, paletteChoices, resultSamples } from '../core/codecs/codec';
import { type DenoiseOptions, type MethodOption, oneOf, presets } from '../core/denoise/options';
import { validateOptions } from '../core/denoise/validateOptions';
import { DenoiseError } from '../core/errors';
import { methods } from '../core/methods/catalogue';
import { type ConflictPolicy, conflictPolicies, defaultSuffix, outputName } from '../core/outputName';
import { inEnglish } from '../core/text';

/** The engines the command line can run. */
export const cliEngines = ['auto', 'cpu'] as const;

const mostThreads = 256;

/** What the options of methods are called here. */
const flagOf: Readonly<Record<MethodOption, string>> = {
  iterations: 'iterations',
  learningRate: 'learning-rate',
  seed: 'seed',
  stopEarly: 'all-steps',
  sigma: 'sigma',
};

export interface CliArguments {
  readonly inputs: readonly string[];
  readonly options: DenoiseOptions;
  readonly outputFolder?: string;
  readonly suffix: string;
  /** `ask` is refused: there may be nobody to answer. */
  readonly onConflict: Exclude<ConflictPolicy, 'ask'>;
  /** Unset: as many as the machine has cores. */
  readonly threads?: number;
  readonly reference?: string;
  readonly palette: PaletteChoice;
  /** Files of more pages are refused. */
  readonly maxPages: number;
  readonly json: boolean;
}

/** The methods, each with what it is for and the options it has. */
const methodLines = methods
  .map(({ id, purpose, options }, i) => {
    const flags = options.map((name) => `--${flagOf[name]}`).join(' ');
    return `${i === 0 ? '  --method NAME          ' : ' '.repeat(25)}${id}: ${inEnglish(purpose)}\n${' '.repeat(27)}(${flags})`;
  })
  .join('\n');

export const usage = `Removes noise from PNG and TIFF images; each image trains a small network on itself.

Usage: zero-shot-denoise FILE|FOLDER... [options]

  --out-dir DIR          folder for results (made when missing); default: beside each image
  --suffix TEXT          put before the extension (default ${defaultSuffix})
  --on-conflict WHAT     when the result exists: number (default) or overwrite; the source is never replaced
${methodLines}
  --preset NAME          ${presets.join(', ')} (default balanced)
  --iterations N         training steps, in place of the preset's
  --learning-rate X      highest learning rate, in place of the preset's
  --seed N               start of the random numbers (default 1)
  --sigma X              standard deviation of the noise, in the file's units (default: estimated)
  --all-steps            train to the last step, also when there is nothing more to gain
  --strength X           0 keeps the original and trains nothing, 1 (default) takes the denoised image
  --engine NAME          ${cliEngines.join(', ')} (both are the CPU here; the GPU is used inside VS Code)
  --threads N            threads to use (default: one a core)
  --reference FILE       clean version of the image: prints PSNR and SSIM
  --palette WHAT         of palettes that lack colours of the result: expand (default) writes RGB or grey,
                         keep fits the colours to a new palette
  --samples WHAT         ${resultSamples.join(' (default) or ')}: float32 writes a TIFF of 32-bit floats in the source's units
  --max-pages N          refuse files of more pages (default ${defaultLimits.maxPages})
  --json                 one line of JSON a file on standard output
  --help                 this text

The exit code is 0 when every file was written.`;

/** Reads the command line. Undefined when help was asked for. Throws DenoiseError `invalid-option`. */
export function readArguments(argv: readonly string[]): CliArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  if (positionals.length === 0) throw new DenoiseError('invalid-option', 'name at least one file or folder');
  if (values.reference !== undefined && positionals.length > 1) {
    throw new DenoiseError('invalid-option', '--reference goes with one file; name that file alone');
  }
  oneOf('--engine', cliEngines, values.engine ?? 'auto');
  const threads = numberOf('--threads', values.threads);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= mostThreads)) {
    throw new DenoiseError(
      'invalid-option',
      `--threads is ${threads}; it must be a whole number from 1 to ${mostThreads}`,
    );
  }
  const suffix = values.suffix ?? defaultSuffix;
  // throws for characters that cannot be in a name
  outputName('name', suffix);
  if (values['out-dir'] === '') throw new DenoiseError('invalid-option', '--out-dir is empty; give a folder');
  const onConflict = oneOf('--on-conflict', conflictPolicies, values['on-conflict'] ?? 'number');
  if (onConflict === 'ask') {
    throw new DenoiseError('invalid-option', '--on-conflict ask is for the editor; use number or overwrite');
  }
  const maxPages = numberOf('--max-pages', values['max-pages']) ?? defaultLimits.maxPages;
  if (!(Number.isInteger(maxPages) && maxPages >= 1)) {
    throw new DenoiseError('invalid-option', `--max-pages is ${maxPages}; it must be a whole number from 1`);
  }
  return {
    inputs: positionals,
    options: validateOptions({
      method: values.method,
      preset: values.preset,
      iterations: numberOf('--iterations', values.iterations),
      learningRate: numberOf('--learning-rate', values['learning-rate']),
      seed: numberOf('--seed', values.seed),
      strength: numberOf('--strength', values.strength),
      stopEarly: values['all-steps'] ? false : undefined,
      sigma: numberOf('--sigma', values.sigma),
      samples: oneOf('--samples', resultSamples, values.samples ?? 'asSource'),
    }),
    outputFolder: values['out-dir'],
    suffix,
    onConflict,
    threads,
    reference: values.reference,
    palette: oneOf('--palette', paletteChoices, values.palette ?? 'expand'),
    maxPages,
    json: values.json ?? false,
  };
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const optionTypes = {
  'out-dir': text,
  suffix: text,
  'on-conflict': text,
  method: text,
  preset: text,
  iterations: text,
  'learning-rate': text,
  seed: text,
  strength: text,
  sigma: text,
  'all-steps': flag,
  engine: text,
  threads: text,
  reference: text,
  palette: text,
  samples: text,
  'max-pages': text,
  json: flag,
  help: flag,
} as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: withValuesJoined(argv), allowPositionals: true, options: optionTypes });
  } catch (error) {
    const oneLine = (error as Error).message.replaceAll('\n', ' ');
    throw new DenoiseError('invalid-option', `${oneLine} (--help lists the options)`, { cause: error });
  }
}

/** `--seed -1` as `--seed=-1`: there are no options of one letter, so a single dash begins a value. */
function withValuesJoined(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i];
    // what follows are names of files
    if (argument === '--') return [...joined, ...argv.slice(i)];
    const next = argv[i + 1];
    const takesValue = Object.entries(optionTypes).some(([name, type]) => type === text && argument === `--${name}`);
    if (takesValue && /^-[^-]/.test(next ?? '')) {
      joined.push(`${argument}=${next}`);
      i++;
    } else joined.push(argument);
  }
  return joined;
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new DenoiseError('invalid-option', `${name} is "${text}"; it must be a number`);
  }
  return value;
}
