import { availableParallelism } from 'node:os';
import { adviceOn } from '../core/advice';
import { openImage } from '../core/codecs/registry';
import { denoiseDocument } from '../core/denoise/document';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { assertComparable, psnr, ssim } from '../core/image/metrics';
import { estimateNoise } from '../core/image/noise';
import type { Raster } from '../core/image/raster';
import { inEnglish } from '../core/text';
import { type CliArguments, readArguments, usage } from './arguments';
import { hasPrintingFailed, print, say, watchStreams } from './console';
import { findImages, uniqueImages } from './inputs';
import { NodeMachine } from './machine';
import { type PlannedOutput, planOutputs } from './plan';
import { describe, type FileReport, finiteOrNull, ProgressBar, rounded } from './report';
import { writeResult } from './resultFile';
import { cleanUpAtTheEnd } from './signals';
import { checkSourceFile, readSourceFile } from './sourceFile';

const exitFailed = 1;
const exitUsage = 2;

async function main(): Promise<number> {
  let args: CliArguments | undefined;
  try {
    args = readArguments(process.argv.slice(2));
  } catch (error) {
    say('zero-shot-denoise', toDenoiseError(error).message);
    return exitUsage;
  }
  if (!args) {
    print(usage);
    return 0;
  }
  return (await denoiseAll(args)) ? 0 : exitFailed;
}

/**
 * Everything that can be wrong is looked for first, in all files, and then one after the other is denoised.
 * @returns whether every file was written; what was wrong with the others is said on standard error
 */
async function denoiseAll(args: CliArguments): Promise<boolean> {
  let allWritten = true;
  const attempt = async <T>(name: string, act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      allWritten = false;
      say(name, withAdvice(toDenoiseError(error)));
      return undefined;
    }
  };
  const { reference, outputFolder } = args;
  let clean: Raster | undefined;
  if (reference !== undefined) {
    clean = await attempt(reference, async () =>
      (await openImage(await readSourceFile(reference), { maxPages: args.maxPages })).readPage(0),
    );
    if (!clean) return false;
  }
  const sources: string[] = [];
  const unreadable: string[] = [];
  for (const { file, linkTo, otherNames } of await uniqueImages(await namedImages(args, attempt))) {
    for (const name of otherNames) say(name, `note: it is the same file as ${file}, which is denoised once`);
    if (!(await attempt(file, () => checkSourceFile(file).then(() => true)))) {
      unreadable.push(file);
      continue;
    }
    if (linkTo !== undefined) say(file, `note: it is a link to ${linkTo}; the result is named after the link`);
    sources.push(file);
  }
  const { samples } = args.options;
  const settings = { folder: outputFolder, suffix: args.suffix, onConflict: args.onConflict, samples };
  const kept = { reference, others: unreadable };
  const ready: PlannedOutput[] = [];
  for (const planned of (await attempt(outputFolder ?? '', () => planOutputs(sources, settings, kept))) ?? []) {
    if ('output' in planned) ready.push(planned.output);
    else await attempt(planned.source, () => Promise.reject(planned.error));
  }
  if (ready.length > 0) {
    const machine = new NodeMachine(args.threads ?? availableParallelism());
    try {
      for (const output of ready) {
        await attempt(output.source, () => denoiseFile(output, args, machine, clean));
      }
    } finally {
      await machine.dispose();
    }
  }
  return allWritten;
}

/** What is wrong, and what to do. */
function withAdvice({ code, message }: DenoiseError): string {
  const advice = adviceOn(code);
  if (!advice) return message;
  return `${message}${/[.!?]$/.test(message) ? '' : '.'} ${inEnglish(advice)}`;
}

async function namedImages(
  { inputs, suffix }: CliArguments,
  attempt: <T>(name: string, act: () => Promise<T>) => Promise<T | undefined>,
): Promise<string[]> {
  const files: string[] = [];
  for (const input of inputs) files.push(...((await attempt(input, () => findImages(input, suffix))) ?? []));
  return files;
}

/** Denoises one file, writes the result and reports it. Throws DenoiseError. */
async function denoiseFile(
  output: PlannedOutput,
  args: CliArguments,
  machine: NodeMachine,
  clean?: Raster,
): Promise<void> {
  const { options } = args;
  const { source: file } = output;
  const started = performance.now();
  const document = await openImage(await readSourceFile(file), { maxPages: args.maxPages });
  const { info } = document;
  // before the training, not after
  if (clean) assertComparable(await document.readPage(0), clean);
  const opened = performance.now();
  const bar = new ProgressBar();
  const writeOptions = { palette: args.palette };
  const denoised = await denoiseDocument(document, options, machine, writeOptions, {
    onProgress: (progress) => bar.update(file, info, progress),
  }).finally(() => bar.clear());
  const { encoded, first, statistics } = denoised;
  const quality = clean && qualityOf(first.result, clean);
  const written = await writeResult(output, encoded.bytes);
  const ended = performance.now();
  const seconds = (milliseconds: number) => rounded(milliseconds / 1000, 3);
  const report: FileReport = {
    input: file,
    output: written,
    width: info.width,
    height: info.height,
    pages: info.pages,
    channels: info.channels,
    bitDepth: info.bitDepth,
    method: options.method,
    engine: await machine.description(),
    iterations: statistics.iterations,
    endedEarly: statistics.endedEarly,
    seed: options.seed,
    seconds: {
      decode: seconds(opened - started + 1000 * denoised.decodeSeconds),
      train: rounded(statistics.trainSeconds, 3),
      infer: rounded(statistics.inferSeconds, 3),
      encode: rounded(denoised.encodeSeconds, 3),
      total: seconds(ended - started),
    },
    loss: finiteOrNull(Number(statistics.loss.toPrecision(6))),
    noiseSigma: finiteOrNull(rounded(estimateNoise(first.original), 6)),
    ...quality,
    notes: denoised.notes.map(inEnglish),
  };
  print(args.json ? JSON.stringify(report) : describe(report));
  for (const note of report.notes) say(file, `note: ${note}`);
}

function qualityOf(image: Raster, clean: Raster): { psnr: number | null; ssim: number } {
  return { psnr: finiteOrNull(rounded(psnr(image, clean), 4)), ssim: rounded(ssim(image, clean), 6) };
}

watchStreams();
cleanUpAtTheEnd();
main().then(
  (code) => {
    process.exitCode = hasPrintingFailed() ? exitFailed : code;
  },
  (error: unknown) => {
    const { message } = toDenoiseError(error);
    say('zero-shot-denoise', error instanceof DenoiseError ? message : `unexpected: ${message}`);
    process.exitCode = exitFailed;
  },
);
