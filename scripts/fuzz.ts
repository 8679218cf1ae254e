/**
 * Decodes and writes thousands of damaged versions of all PNG and TIFF fixtures. Fails on errors without a code, on files
 * that take longer than 5 s, and on files that take more memory than the size limit allows. Every file follows from the
 * seed and its number. Usage: fuzz [files] [seed] [number of the first file]
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createRandom } from '../src/core/denoise/random';
import { flipBits, maxPixels, survive, withRightCrcs } from '../test/unit/codecs/damage';
import { damageDirectories } from '../test/unit/codecs/directoryDamage';
import { rawFile } from '../test/unit/codecs/rawFile';
import type { Damage } from './fuzz/damage';
import { streamDamage } from './fuzz/streams';

const longestSeconds = 5;
/** Four channels of 64 bits, four times over: decoded, as bytes, as a block, and written. */
const mostBytes = maxPixels * 4 * 8 * 4;

interface Settings {
  readonly files: number;
  readonly seed: number;
  readonly first: number;
}

interface Outcome {
  readonly number: number;
  readonly name: string;
  /** 'written' or an error's code; undefined when the file was only begun. */
  readonly result?: string;
  readonly crash?: string;
  readonly seconds?: number;
  readonly bytes?: number;
}

interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function readSources(): Source[] {
  const fixtures = ['test/fixtures/pngsuite', 'test/fixtures/tiff'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(png|tif)$/.test(name))
      .map((name) => ({ name, bytes: new Uint8Array(readFileSync(path.join(folder, name))) })),
  );
  const raw = [false, true].map((big) => ({
    name: `raw, ${big ? 'BigTIFF' : 'classic'}`,
    bytes: rawFile({}, 1, {}, big),
  }));
  // As often as a tenth of all files, with their directories in directories.
  return [...fixtures, ...Array.from({ length: fixtures.length / 20 }, () => raw).flat()];
}

const truncate: Damage = (bytes, random) => bytes.slice(0, random.integer(bytes.length));

const flip: Damage = (bytes, random) =>
  flipBits(
    bytes,
    Array.from({ length: 1 + random.integer(16) }, () => [random.integer(bytes.length), random.integer(8)]),
  );

/** Numbers at the ends of their ranges, where counts and sizes may stand. */
const extremes: Damage = (bytes, random) => {
  const damaged = bytes.slice();
  for (let i = 0; i <= random.integer(4); i++) {
    const start = random.integer(bytes.length);
    damaged.fill([0, 1, 0x7f, 0xff][random.integer(4)], start, start + 1 + random.integer(4));
  }
  return damaged;
};

/** The start of a file with the end of another. */
const splice: Damage = (bytes, random, other) =>
  joined(bytes.subarray(0, random.integer(bytes.length)), other.subarray(random.integer(other.length)));

/** A piece of the file is written over another piece. */
const copyWithin: Damage = (bytes, random) => {
  const start = random.integer(bytes.length);
  return bytes.slice().copyWithin(random.integer(bytes.length), start, start + random.integer(64));
};

/** Of a PNG, whose directories there are none of, a few bits. */
const directories: Damage = (bytes, random, other) =>
  bytes[0] === 0x89 ? flip(bytes, random, other) : damageDirectories(bytes, random);

const damages = [
  ...[truncate, flip, flip, extremes, splice, copyWithin],
  ...[directories, directories, streamDamage, streamDamage],
];

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function damagedFile(sources: readonly Source[], { seed }: Settings, number: number): Source {
  const random = createRandom(seed, number);
  const { name, bytes } = sources[random.integer(sources.length)];
  const other = sources[random.integer(sources.length)].bytes;
  let damaged = damages[random.integer(damages.length)](bytes, random, other);
  if (random.integer(4) === 0) damaged = flip(damaged, random, other);
  return { name, bytes: name.endsWith('.png') && random.integer(4) > 0 ? withRightCrcs(damaged) : damaged };
}

async function work(settings: Settings): Promise<void> {
  const sources = readSources();
  for (let number = settings.first; number < settings.files; number++) {
    const { name, bytes } = damagedFile(sources, settings, number);
    report({ number, name });
    const before = process.memoryUsage().arrayBuffers;
    const begun = performance.now();
    const outcome = await survive(bytes).then(
      (result) => ({ result }),
      (thrown: unknown) => ({ crash: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }),
    );
    const seconds = (performance.now() - begun) / 1000;
    report({ number, name, ...outcome, seconds, bytes: process.memoryUsage().arrayBuffers - before });
  }
}

function report(outcome: Outcome): void {
  parentPort?.postMessage(outcome);
}

/** Runs the work in a thread, which can be ended when it hangs. */
function watch(settings: Settings): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: settings });
    const results = new Map<string, number>();
    let problems = 0;
    let slowest = 0;
    let largest = 0;
    let latest: Outcome | undefined;
    const problem = (what: string, { number, name }: Outcome) => {
      problems++;
      console.log(`file ${number} (${name}): ${what}`);
    };
    const hang = setInterval(() => {
      if (latest) problem('hangs', latest);
      void worker.terminate();
    }, 4000 * longestSeconds);
    worker.on('message', (outcome: Outcome) => {
      hang.refresh();
      latest = outcome;
      if (outcome.seconds === undefined) return;
      slowest = Math.max(slowest, outcome.seconds);
      largest = Math.max(largest, outcome.bytes ?? 0);
      if (outcome.crash) problem(outcome.crash, outcome);
      if (outcome.seconds > longestSeconds) problem(`took ${outcome.seconds.toFixed(1)} s`, outcome);
      if ((outcome.bytes ?? 0) > mostBytes) problem(`took ${outcome.bytes} bytes`, outcome);
      if (outcome.result) results.set(outcome.result, (results.get(outcome.result) ?? 0) + 1);
    });
    worker.on('error', (error) => latest && problem(error.stack ?? error.message, latest));
    worker.on('exit', () => {
      clearInterval(hang);
      const counts = [...results].map(([result, count]) => `${count} ${result}`).join(', ');
      const done = latest ? latest.number + 1 - settings.first : 0;
      console.log(
        `${done} damaged files: ${problems} problems (${counts}); slowest ${slowest.toFixed(2)} s, largest ${Math.round(largest / 2 ** 20)} MiB of ${Math.round(mostBytes / 2 ** 20)}`,
      );
      if (problems > 0 || done < settings.files - settings.first) process.exitCode = 1;
      resolve();
    });
  });
}

if (isMainThread) {
  const [files = 20_000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
  void watch({ files, seed, first });
} else {
  void work(workerData as Settings);
}
