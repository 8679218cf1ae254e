import { availableParallelism } from 'node:os';
import { openImage } from '../core/codecs/registry';
import { denoiseDocument } from '../core/denoise/document';
import type { Engine } from '../core/engines/engine';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { psnr, ssim } from '../core/image/metrics';
import { estimateNoise } from '../core/image/noise';
import type { Raster } from '../core/image/raster';
import { inEnglish } from '../core/text';
import { type CliArguments, readArguments, usage } from './arguments';
import { startCpuEngine } from './cpuEngine';
import { findImages, readImageFile, writeResult } from './files';
import { describe, type FileReport, finiteOrNull, ProgressBar, rounded } from './report';

const exitFailed = 1;
const exitUsage = 2;

async function main(): Promise<number> {
  let args: CliArguments | undefined;
  try {
    args = readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`zero-shot-denoise: ${toDenoiseError(error).message}\n`);
    return exitUsage;
  }
  if (!args) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const engine = await startCpuEngine(args.threads ?? availableParallelism());
  try {
    return (await denoiseAll(args, engine)) ? 0 : exitFailed;
  } finally {
    engine.dispose();
  }
}

/** Returns whether every file was written; what was wrong with the others is said on standard error. */
async function denoiseAll(args: CliArguments, engine: Engine): Promise<boolean> {
  let allWritten = true;
  const attempt = async (name: string, act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      allWritten = false;
      process.stderr.write(`${name}: ${toDenoiseError(error).message}\n`);
    }
  };
  const reference = args.reference;
  let clean: Raster | undefined;
  if (reference !== undefined) {
    await attempt(reference, async () => {
      clean = await (await openImage(await readImageFile(reference))).readPage(0);
    });
    if (!clean) return false;
  }
  for (const input of args.inputs) {
    await attempt(input, async () => {
      for (const file of await findImages(input, args.suffix)) {
        await attempt(file, async () => {
          const report = await denoiseFile(file, args, engine, clean);
          // beside JSON, which programs read, people are told what was found, too
          if (args.json) for (const note of report.notes) process.stderr.write(`${file}: note: ${note}\n`);
          process.stdout.write(`${args.json ? JSON.stringify(report) : describe(report)}\n`);
        });
      }
    });
  }
  return allWritten;
}

async function denoiseFile(file: string, args: CliArguments, engine: Engine, clean?: Raster): Promise<FileReport> {
  const { options } = args;
  const started = performance.now();
  const document = await openImage(await readImageFile(file));
  const { info } = document;
  const opened = performance.now();
  const bar = new ProgressBar();
  const writeOptions = { palette: args.palette };
  const denoised = await denoiseDocument(document, options, engine, writeOptions, {
    onProgress: (progress) => bar.update(file, info, progress),
  }).finally(() => bar.clear());
  const { encoded, first, statistics } = denoised;
  const quality = clean && qualityOf(first.result, clean);
  const output = await writeResult(file, encoded.bytes, {
    folder: args.outputFolder,
    suffix: args.suffix,
    onConflict: args.onConflict,
  });
  const ended = performance.now();
  const seconds = (milliseconds: number) => rounded(milliseconds / 1000, 3);
  return {
    input: file,
    output,
    width: info.width,
    height: info.height,
    pages: info.pages,
    channels: info.channels,
    bitDepth: info.bitDepth,
    method: options.method,
    engine: engine.description,
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
}

function qualityOf(image: Raster, clean: Raster): { psnr: number | null; ssim: number } {
  return { psnr: finiteOrNull(rounded(psnr(image, clean), 4)), ssim: rounded(ssim(image, clean), 6) };
}

// whoever reads the output (`| head`) may have seen enough
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitFailed);
});

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const { message } = toDenoiseError(error);
    process.stderr.write(`zero-shot-denoise: ${error instanceof DenoiseError ? message : `unexpected: ${message}`}\n`);
    process.exitCode = exitFailed;
  },
);
